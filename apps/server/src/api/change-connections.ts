import { connectionKindByKey } from "@signalbox/connections";
import { traceparentOf } from "@signalbox/core";
import { journalChange } from "@signalbox/database";
import {
  type ConnectionDraft,
  changeConnection,
  type DraftProblem,
  loadOutboundState,
  type Outbound,
  openDraft,
  retireConnection,
  testConnection,
} from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { showConnectionDetail } from "./connections.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";

/** Making, changing, retiring and testing connections. */
export function changeConnectionHandlers(
  deps: ServerDeps,
  outbound: Outbound,
): Pick<Handlers, "saveConnection" | "retireConnection" | "testConnection"> {
  return {
    async saveConnection({ params, body }, call) {
      const { revision, ...settings } = body;
      const draft = { key: params.key, ...settings };
      const saved = await changeConnection(deps, draft, revision, actorOfCall(call));
      if (saved.outcome === "refused") throw invalidDraft(saved.problems);
      if (saved.outcome === "conflict") throw new ApiProblem("conflict", saved.reason);
      return showConnectionDetail(deps, params.key);
    },

    async retireConnection({ params }, call) {
      const { key } = await showConnectionDetail(deps, params.key);
      const retired = await retireConnection(deps, key, actorOfCall(call));
      if (retired.outcome === "in-use") {
        const uses = retired.by.join(", ");
        throw new ApiProblem(
          "not-allowed",
          `It is still used by ${uses}: change that first, or nothing is sent there.`,
        );
      }
      if (retired.outcome === "not-there") throw new ApiProblem("not-allowed", "This connection is retired already.");
      return showConnectionDetail(deps, key);
    },

    async testConnection({ params, body }, call) {
      const state = await loadOutboundState({ isOutboundOn: deps.env.outbound }, deps.db.read);
      if (!state.isOn) {
        const why = `All calls to the outside are paused (${state.reason}): a test would be one.`;
        throw new ApiProblem("not-allowed", why);
      }
      const draft: ConnectionDraft = { key: params.key, ...(body.settings ?? (await storedSettings(params.key))) };
      const opened = await openDraft(deps, draft);
      if (opened.outcome === "refused") throw invalidDraft(opened.problems);
      const kind = connectionKindByKey(draft.kind);
      const config = kind?.configSchema.safeParse(opened.config);
      if (kind === null || config?.success !== true) throw notFound("kind of connection");
      const traceparent = traceparentOf(call.request.headers.get("traceparent"), deps.newId(), "test");
      const tested = await testConnection(
        { outbound, now: deps.now, traceparent },
        { kind, config: config.data, secrets: opened.secrets },
      );
      if (tested.trouble === "not-possible") return tested;
      const by = { actor: actorOfCall(call), now: deps.now() };
      const details = { ok: tested.ok, trouble: tested.trouble, saved: body.settings === undefined };
      await deps.db.transaction((tx) => journalChange(tx, by, "connection", draft.key, "tested", details));
      return tested;
    },
  };

  async function storedSettings(key: string) {
    const { name, kind, config } = await showConnectionDetail(deps, key);
    return { name, kind, config };
  }
}

function invalidDraft(problems: DraftProblem[]): ApiProblem {
  const errors = problems.map(({ path, message }) => ({
    path: path === "" ? "body.config" : `body.config.${path}`,
    message,
  }));
  const first = problems[0];
  const detail =
    first === undefined
      ? "The settings are not right."
      : `${first.path === "" ? "" : `${first.path}: `}${first.message}`;
  return new ApiProblem("invalid", detail, { more: { errors } });
}
