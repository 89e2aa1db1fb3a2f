import { failureKindFacts, formatId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  acknowledgeFailure,
  countOpenFailures,
  findFailure,
  handBackFailure,
  listFailures,
  listPagesOfFailure,
  loadFailureFacets,
  settleFailureByHand,
} from "@signalbox/database";
import { retryFailure } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { readFailureFilter } from "./failure-filter.ts";
import { actorOfCall, byPerson, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { printDetails, printSubject } from "./print-subject.ts";
import { readId } from "./read-id.ts";

type FailureRow = NonNullable<Awaited<ReturnType<typeof findFailure>>>;

export function failureHandlers(
  deps: ServerDeps,
): Pick<
  Handlers,
  "listFailures" | "getFailure" | "retryFailure" | "acknowledgeFailure" | "handBackFailure" | "settleFailure"
> {
  const { db } = deps;
  const { read } = db;
  const find = async (printed: string) => {
    const found = await findFailure(read, readId("fail", "failure", printed));
    if (found === null) throw notFound("failure");
    return found;
  };
  return {
    async listFailures({ query }) {
      const [page, openCount, facets] = await Promise.all([
        pageOfRows(query, {
          key: z.tuple([z.int(), z.uuid()]),
          fetch: ({ after, limit }) =>
            listFailures(
              read,
              { status: query.status, ...readFailureFilter(query) },
              { after: after === null ? null : { firstAt: after[0], id: after[1] }, limit },
            ),
          keyOf: (row) => [row.firstAt, row.id] as [number, string],
          item: showFailure,
        }),
        countOpenFailures(read),
        loadFailureFacets(read),
      ]);
      const kinds = facets.kinds.map(({ kind, open }) => ({ kind, title: titleOf(kind), open }));
      return { ...page, openCount, facets: { ...facets, kinds } };
    },

    async getFailure({ params }) {
      const found = await find(params.id);
      const facts = failureKindFacts(found.kind);
      const pages = await listPagesOfFailure(read, found.id);
      return {
        ...showFailure(found),
        means: facts?.means ?? "",
        settles: facts?.settles ?? null,
        pageHistory: pages.map(({ connection, state, reason, madeAt, finishedAt }) => ({
          connection,
          state,
          reason,
          at: toIso(finishedAt ?? madeAt),
        })),
      };
    },

    async retryFailure({ params }, call) {
      const failure = await find(params.id);
      if (failure.status === "settled") throw settledAlready(failure);
      const by = { ...byPerson(deps, call), failureId: failure.id, newId: deps.newId };
      const { outcome } = await db.transaction((tx) => retryFailure(tx, by));
      if (outcome === "nothing-to-retry") throw new ApiProblem("not-allowed", nothingToRetry(failure));
      return showFailure(await find(params.id));
    },

    async acknowledgeFailure({ params, body }, call) {
      const { id } = await find(params.id);
      const attention = { failureId: id, actor: actorOfCall(call), now: deps.now(), insteadOf: body.insteadOf };
      const taken = await db.transaction((tx) => acknowledgeFailure(tx, attention));
      const now = await find(params.id);
      if (taken) return showFailure(now);
      if (now.status === "settled") throw settledAlready(now);
      throw new ApiProblem("not-allowed", whoHasIt(now));
    },

    async handBackFailure({ params }, call) {
      const { id } = await find(params.id);
      const attention = { failureId: id, actor: actorOfCall(call), now: deps.now() };
      const isFree = await db.transaction((tx) => handBackFailure(tx, attention));
      const now = await find(params.id);
      if (isFree) return showFailure(now);
      throw now.status === "settled" ? settledAlready(now) : new ApiProblem("not-allowed", whoHasIt(now));
    },

    async settleFailure({ params, body }, call) {
      const { id } = await find(params.id);
      const attention = { failureId: id, actor: actorOfCall(call), now: deps.now(), reason: body.reason };
      const settled = await db.transaction((tx) => settleFailureByHand(tx, attention));
      const now = await find(params.id);
      if (!settled) throw settledAlready(now);
      return showFailure(now);
    },
  };
}

function settledAlready({ settledBy, settledAt, settledReason }: FailureRow): ApiProblem {
  const when = settledAt === null ? "" : ` at ${toIso(settledAt)}`;
  return new ApiProblem("not-allowed", `${settledBy ?? "Somebody"} settled it${when}: ${settledReason ?? "no reason"}`);
}

function whoHasIt({ acknowledgedBy, acknowledgedAt }: FailureRow): string {
  if (acknowledgedBy === null || acknowledgedAt === null) return "Nobody looks after it now.";
  return `${acknowledgedBy} looks after it since ${toIso(acknowledgedAt)}. Take it over from them if you mean to.`;
}

function nothingToRetry(failure: FailureRow): string {
  const isOfAKindThatRetries = failureKindFacts(failure.kind)?.retries !== null;
  return isOfAKindThatRetries
    ? "There is nothing left to try again: look at it and settle it."
    : `Nothing can be tried again here. ${failure.advice}`;
}

function titleOf(kind: string): string {
  return failureKindFacts(kind)?.title ?? kind.replaceAll("-", " ");
}

function showFailure(row: FailureRow) {
  const facts = failureKindFacts(row.kind);
  return {
    id: formatId("fail", row.id),
    kind: row.kind,
    title: titleOf(row.kind),
    subject: printSubject(row.subjectKind, row.subjectId),
    reason: row.reason,
    status: row.status,
    subjectKind: row.subjectKind,
    cause: row.cause,
    advice: row.advice,
    details: printDetails(row.details),
    occurrences: row.occurrences,
    firstAt: toIso(row.firstAt),
    lastAt: toIso(row.lastAt),
    pages: facts?.pages !== "never",
    pagedAt: toIsoOrNull(row.pagedAt),
    nobodyReached: row.status === "open" && row.pagesMissed > 0 && row.acknowledgedAt === null,
    pageAfter: toIsoOrNull(row.pageAfter),
    acknowledgedAt: toIsoOrNull(row.acknowledgedAt),
    acknowledgedBy: row.acknowledgedBy,
    settledAt: toIsoOrNull(row.settledAt),
    settledBy: row.settledBy,
    settledReason: row.settledReason,
    canRetry: row.status === "open" && (facts?.retries ?? null) !== null,
  };
}
