import { compileRuleSet, formatEventId, formatId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  findRuleSet,
  findTimeMachineRow,
  findTimeMachineRun,
  listTimeMachineRows,
  listTimeMachineRuns,
  loadEventContexts,
  type ShownTimeMachineRun,
} from "@signalbox/database";
import { cancelTimeMachine, orderTimeMachine, type StoredTimeMachineResult } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { explainDecision } from "./explain-events.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { hidesCost, ruleWithoutCost } from "./hides-cost.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readId } from "./read-id.ts";
import { draftConflict, mistakes } from "./show-rule-set.ts";

export function timeMachineHandlers(
  deps: ServerDeps,
): Pick<
  Handlers,
  | "startTimeMachine"
  | "listTimeMachineRuns"
  | "getTimeMachineRun"
  | "cancelTimeMachineRun"
  | "listTimeMachineRows"
  | "explainTimeMachineRow"
> {
  const { read } = deps.db;
  const find = async (id: string) => {
    const run = await findTimeMachineRun(read, readId("tmr", "run", id));
    if (run === null) throw notFound("run");
    return run;
  };
  return {
    async startTimeMachine({ body }, call) {
      const ordered = await orderTimeMachine(deps, body, actorOfCall(call));
      if (ordered.outcome === "conflict") throw draftConflict(ordered);
      if (ordered.outcome === "refused") throw mistakes(ordered.problems);
      if (ordered.outcome === "under-way") {
        throw new ApiProblem("conflict", "Another run of the time machine is under way: wait for it, or cancel it.");
      }
      return showRun(await find(formatId("tmr", ordered.id)));
    },

    async listTimeMachineRuns() {
      return { items: (await listTimeMachineRuns(read, 20)).map(showRun) };
    },

    async getTimeMachineRun({ params }) {
      return showRun(await find(params.id));
    },

    async cancelTimeMachineRun({ params }, call) {
      const { id } = await find(params.id);
      const isEnded = await cancelTimeMachine(deps, id, actorOfCall(call));
      if (!isEnded) throw new ApiProblem("not-allowed", "This run has ended already.");
      return showRun(await find(params.id));
    },

    async listTimeMachineRows({ params, query }) {
      const { id } = await find(params.id);
      const { outcome, kind, night } = query;
      const isNight = night === undefined ? undefined : night === "true";
      return pageOfRows(query, {
        key: z.int(),
        fetch: (page) => listTimeMachineRows(read, id, { outcome, kind, isNight }, page),
        keyOf: (row) => row.number,
        item: (row) => showRow(row, row.title),
      });
    },

    async explainTimeMachineRow({ params }, call) {
      const run = await find(params.id);
      const row = await findTimeMachineRow(read, run.id, params.number);
      if (row === null) throw notFound("row");
      const events = await loadEventContexts(read, row.deliveryId);
      const event = events.find(({ ordinal }) => ordinal === row.ordinal);
      if (event?.context == null) throw new ApiProblem("not-allowed", "What the rules saw is no longer kept.");
      const live = run.liveId === null ? null : await findRuleSet(read, { id: run.liveId });
      const asked = { context: event.context, change: event.change };
      const show = (side: ReturnType<typeof explainSide>) =>
        hidesCost(call) ? { ...side, rules: side.rules.map(ruleWithoutCost) } : side;
      return {
        row: showRow(row, null),
        change: event.change,
        live: show(explainSide(live?.body ?? { rules: [] }, asked)),
        draft: show(explainSide(run.draftBody, asked)),
      };
    },
  };
}

function explainSide(body: unknown, event: Parameters<typeof explainDecision>[1]) {
  const made = compileRuleSet(body);
  if (made.outcome === "invalid") {
    return { rules: [], otherwise: false, note: "These rules can't be read any more." };
  }
  return explainDecision(made.ruleSet, event);
}

function showRun(run: ShownTimeMachineRun) {
  return {
    id: formatId("tmr", run.id),
    state: run.state,
    draftRevision: run.draftRevision,
    isOfPresentDraft: run.isOfPresentDraft,
    liveNumber: run.liveNumber,
    from: toIso(run.fromAt),
    to: toIso(run.toAt),
    timeZone: run.timeZone,
    night: run.night,
    askedBy: run.askedBy,
    askedAt: toIso(run.askedAt),
    reachedAt: toIsoOrNull(run.reachedAt),
    events: run.events,
    finishedAt: toIsoOrNull(run.finishedAt),
    endedBy: run.endedBy,
    reason: run.reason,
    // Stored by the worker in exactly this shape.
    result: run.result === null ? null : showResult(run.result as StoredTimeMachineResult),
  };
}

function showResult({ total, weeks, rules, withoutAnswer, stillWaiting, differences }: StoredTimeMachineResult) {
  const shown = weeks.map(({ startsAt, counts }) => ({ startsAt: toIso(startsAt), counts }));
  return { total, weeks: shown, rules, withoutAnswer, stillWaiting, differences };
}

function showRow(row: NonNullable<Awaited<ReturnType<typeof findTimeMachineRow>>>, incident: string | null) {
  const { number, outcome, kind, connection, isNight, liveRule, draftRule, reason } = row;
  return {
    number,
    outcome,
    kind,
    connection,
    at: toIso(row.at),
    isNight,
    liveRule,
    draftRule,
    incidentId: formatId("inc", row.incidentId),
    incident,
    eventId: formatEventId(row.deliveryId, row.ordinal),
    reason,
  };
}
