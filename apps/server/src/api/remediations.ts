import { connectionKindByKey } from "@signalbox/connections";
import type { Runbook } from "@signalbox/contract";
import { type ParameterSpec, type RunbookTerms, toIso } from "@signalbox/core";
import { findAction, findRun, listConnections, listRunbookBooks, listRunOutput } from "@signalbox/database";
import { type BookEntry, orderRemediation, readStoredBook, runbooksOf } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { showAction } from "./actions.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { readId } from "./read-id.ts";
import { showRun } from "./show-run.ts";

const connectionsMax = 500;

export function remediationHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listRunbooks" | "orderRemediation" | "getRunOutput"> {
  const { read } = deps.db;
  return {
    async listRunbooks() {
      const books = await listRunbookBooks(read);
      const last = books.toSorted((one, other) => other.readAt - one.readAt)[0];
      const book = last === undefined ? null : readStoredBook(last.book);
      const rows = await listConnections(read, { retired: false }, { after: null, limit: connectionsMax });
      const items = rows.flatMap(({ key, kind: kindKey, config }) => {
        const kind = connectionKindByKey(kindKey);
        const parsed = kind?.configSchema.safeParse(config);
        const remediation = parsed?.success === true ? kind?.remediation?.(parsed.data) : undefined;
        if (remediation === undefined) return [];
        return runbooksOf(remediation, book).map((one) => showRunbook(key, one, remediation.coolDownMs));
      });
      const file =
        last === undefined || book === null
          ? null
          : { path: book.path, sha256: book.sha256, problem: book.problem, readAt: toIso(last.readAt) };
      return { items, file };
    },

    async orderRemediation({ params, body }, call) {
      const incidentId = readId("inc", "incident", params.id);
      const ordered = await orderRemediation(deps, { incidentId, ...body, by: actorOfCall(call) });
      if (ordered.outcome === "not-found") throw notFound("incident");
      if (ordered.outcome === "refused") {
        const { field, sentence } = ordered;
        if (field === null) throw new ApiProblem("not-allowed", sentence);
        throw new ApiProblem("invalid", sentence, { more: { errors: [{ path: `body.${field}`, message: sentence }] } });
      }
      return showAction((await findAction(read, ordered.actionId))!);
    },

    async getRunOutput({ params, query }) {
      const run = await findRun(read, readId("run", "run", params.id));
      if (run === null) throw notFound("run");
      const pieces = await listRunOutput(read, run.id, query.after);
      return {
        run: showRun(run),
        pieces: pieces.map(({ number, at, stream, text }) => ({ number, at: toIso(at), stream, text })),
      };
    },
  };
}

function showRunbook(connection: string, terms: RunbookTerms & Partial<BookEntry>, coolDownMs: number): Runbook {
  const { key, name, about, destructive, parameters, argv, cwd = "/", user = null, timeoutMs = 0, files = [] } = terms;
  return {
    connection,
    key,
    name,
    about,
    destructive,
    coolDownMs: terms.coolDownMs ?? coolDownMs,
    parameters: Object.entries(parameters).map(showParameter),
    command: argv === undefined ? null : { argv: [...argv], cwd, user, timeoutMs, files },
    problem: terms.problem ?? null,
  };
}

function showParameter([name, spec]: [string, ParameterSpec]) {
  return {
    name,
    about: spec.about ?? null,
    type: spec.type,
    pattern: spec.type === "text" ? spec.pattern : null,
    least: spec.type === "integer" ? spec.least : null,
    most: spec.type === "integer" ? spec.most : null,
    of: spec.type === "choice" ? [...spec.of] : [],
    default: spec.default ?? null,
  };
}
