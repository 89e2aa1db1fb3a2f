import { formatEventId, formatId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  type Database,
  findAction,
  listActions,
  type listActionsOf,
  listAttempts,
  listAttemptsOf,
  listLastApprovalIds,
  listRunsOf,
} from "@signalbox/database";
import { retryAction, runActionAgain, settleAction } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, byPerson, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readFilterId, readId } from "./read-id.ts";
import { showRun } from "./show-run.ts";

type ActionRow = Awaited<ReturnType<typeof listActionsOf>>[number];
type AttemptRow = Awaited<ReturnType<typeof listAttemptsOf>>[number];

const request = z.looseObject({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().nullable().default(null),
});

export function actionHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listActions" | "getAction" | "retryAction" | "settleAction" | "runActionAgain" | "listAttempts"> {
  const { db } = deps;
  const { read } = db;
  const find = async (printed: string) => {
    const found = await findAction(read, readId("act", "action", printed));
    if (found === null) throw notFound("action");
    return found;
  };
  return {
    async retryAction({ params }, call) {
      const { id: actionId } = await find(params.id);
      const isRung = await db.transaction((tx) => retryAction(tx, { ...byPerson(deps, call), actionId }));
      if (!isRung)
        throw new ApiProblem("not-allowed", "It has ended well, or is under way: there is nothing to try again.");
      return showAction(await find(params.id));
    },

    async settleAction({ params, body }, call) {
      const { id: actionId } = await find(params.id);
      const isSettled = await db.transaction((tx) =>
        settleAction(tx, { ...byPerson(deps, call), ...body, actionId, newId: deps.newId }),
      );
      if (!isSettled) throw new ApiProblem("not-allowed", "It has ended, or is under way: there is nothing to settle.");
      return showAction(await find(params.id));
    },

    async runActionAgain({ params, body }, call) {
      const { id: actionId } = await find(params.id);
      const done = await runActionAgain(deps, { actionId, actor: actorOfCall(call), reason: body.reason });
      switch (done.outcome) {
        case "ordered":
          return showAction((await findAction(read, done.actionId))!);
        case "refused":
          throw new ApiProblem("not-allowed", done.sentence);
        case "not-found":
          throw notFound("action");
      }
    },

    listActions: ({ query }) =>
      pageOfRows(query, {
        key: z.uuid(),
        fetch: (page) =>
          listActions(
            read,
            {
              connectionKey: query.connection,
              state: query.state,
              kind: query.kind,
              incidentId: readFilterId("inc", query.incident),
            },
            page,
          ),
        keyOf: (row) => row.id,
        item: showAction,
      }),

    async getAction({ params }) {
      return (await withAttempts(db, [await find(params.id)]))[0]!;
    },

    listAttempts: ({ query }) =>
      pageOfRows(query, {
        key: z.tuple([z.int(), z.uuid(), z.int()]),
        fetch: ({ after, limit }) =>
          listAttempts(
            read,
            {
              connectionKey: query.connection,
              outcome: query.outcome,
              actionId: readFilterId("act", query.action),
              incidentId: readFilterId("inc", query.incident),
            },
            { after: after === null ? null : { startedAt: after[0], actionId: after[1], number: after[2] }, limit },
          ),
        keyOf: (row) => [row.startedAt, row.actionId, row.number] as [number, string, number],
        item: showAttempt,
      }),
  };
}

/** Actions with their attempts and runs, in the same order. */
export async function withAttempts(db: Pick<Database, "read">, rows: ActionRow[]) {
  const remedies = rows.filter(({ kind }) => kind === "remediate").map(({ id }) => id);
  const [ran, asked] = await Promise.all([listRunsOf(db.read, remedies), listLastApprovalIds(db.read, remedies)]);
  const runs = Map.groupBy(ran, (run) => run.actionId);
  const attempts = Map.groupBy(
    await listAttemptsOf(
      db.read,
      rows.map((row) => row.id),
    ),
    (attempt) => attempt.actionId,
  );
  return rows.map((row) => {
    const approvalId = asked.get(row.id);
    return {
      ...showAction(row),
      attempts: (attempts.get(row.id) ?? []).map(showAttempt),
      runs: (runs.get(row.id) ?? []).map(showRun),
      approvalId: approvalId === undefined ? null : formatId("app", approvalId),
    };
  });
}

export function showAction(row: ActionRow) {
  const hasEvent = row.eventDeliveryId !== null && row.eventOrdinal !== null;
  return {
    id: formatId("act", row.id),
    kind: row.kind,
    verb: row.verb,
    state: row.state,
    reason: row.reason,
    connection: row.connection,
    incidentId: row.incidentId === null ? null : formatId("inc", row.incidentId),
    eventId: hasEvent ? formatEventId(row.eventDeliveryId!, row.eventOrdinal!) : null,
    obligationId: row.obligationId === null ? null : formatId("obl", row.obligationId),
    externalId: row.externalId,
    externalUrl: row.externalUrl,
    failureId: row.failureId === null ? null : formatId("fail", row.failureId),
    rule: row.ruleKey,
    ruleSet: row.ruleSetNumber,
    fields: row.fields,
    madeAt: toIso(row.madeAt),
    dueAt: toIso(row.dueAt),
    nextTryAt: toIso(row.nextTryAt),
    tries: row.tries,
    finishedAt: toIsoOrNull(row.finishedAt),
    orderedBy: row.orderedBy,
  };
}

function showAttempt(row: AttemptRow) {
  return {
    actionId: formatId("act", row.actionId),
    incidentId: row.incidentId === null ? null : formatId("inc", row.incidentId),
    connection: row.connection,
    number: row.number,
    step: row.step,
    startedAt: toIso(row.startedAt),
    finishedAt: toIsoOrNull(row.finishedAt),
    outcome: row.outcome,
    reason: row.reason,
    request: row.request === null ? null : request.parse(row.request),
    responseStatus: row.responseStatus,
    responseBody: row.responseBody,
    durationMs: row.durationMs,
  };
}
