import { formatId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  type FailureRetry,
  findFailureRetry,
  insertFailureRetry,
  listFailureRetries,
  planFailureRetry,
  type RetryPlan,
  stopFailureRetry,
} from "@signalbox/database";
import { retriesPerSecond } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { readFailureFilter } from "./failure-filter.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { readId } from "./read-id.ts";

export function failureRetryHandlers(
  deps: ServerDeps,
): Pick<Handlers, "previewFailureRetry" | "startFailureRetry" | "listFailureRetries" | "stopFailureRetry"> {
  const { db } = deps;
  const show = async (id: string) => {
    const found = await findFailureRetry(db.read, id);
    if (found === null) throw notFound("retry");
    return showRetry(found);
  };
  return {
    async previewFailureRetry({ query }) {
      return showPlan(await planFailureRetry(db.read, readFailureFilter(query)));
    },

    async startFailureRetry({ body }, call) {
      const { expected, ...given } = body;
      const id = deps.newId();
      const actor = actorOfCall(call);
      await db.transaction(async (tx) => {
        const { items } = await planFailureRetry(tx, readFailureFilter(given));
        if (items.length === 0) throw new ApiProblem("not-allowed", "There is nothing left to try again.");
        if (items.length > expected) {
          const more = items.length - expected;
          throw new ApiProblem("not-allowed", `${more} more came since the preview: look at it again.`);
        }
        await insertFailureRetry(tx, { id, filter: given, items, actor, now: deps.now() });
      });
      return show(id);
    },

    async listFailureRetries({ query }) {
      return { items: (await listFailureRetries(db.read, query.limit)).map(showRetry) };
    },

    async stopFailureRetry({ params }, call) {
      const id = readId("try", "retry", params.id);
      const before = await show(id);
      const stop = { id, actor: actorOfCall(call), now: deps.now() };
      const stopped = await db.transaction((tx) => stopFailureRetry(tx, stop));
      if (!stopped)
        throw new ApiProblem("not-allowed", `It ended before: ${before.done} of ${before.total} were tried.`);
      return show(id);
    },
  };
}

function showPlan({ failures, others, items, isCut }: RetryPlan) {
  const count = (kind: RetryPlan["items"][number]["kind"]) => items.filter((item) => item.kind === kind).length;
  return {
    failures,
    others,
    items: items.length,
    actions: count("action"),
    deliveries: count("delivery"),
    connections: count("connection"),
    isCut,
    perSecond: retriesPerSecond,
  };
}

function showRetry(row: FailureRetry) {
  return {
    id: formatId("try", row.id),
    filter: row.filter,
    total: row.total,
    done: row.done,
    retried: row.retried,
    askedBy: row.askedBy,
    askedAt: toIso(row.askedAt),
    finishedAt: toIsoOrNull(row.finishedAt),
    stoppedBy: row.stoppedBy,
  };
}
