import { type EpochMs, formatId, formatMinor, toIso, toIsoOrNull } from "@signalbox/core";
import {
  type AdjustmentRow,
  type ExclusionRow,
  findAdjustment,
  findComponents,
  findExclusion,
  listAdjustments,
  listExclusions,
} from "@signalbox/database";
import {
  type AdjustOutcome,
  adjustEntry,
  approveAdjustmentBy,
  decideExclusion,
  proposeExclusion,
  withdrawAdjustmentBy,
} from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readFilterId, readId } from "./read-id.ts";

export function ledgerAdjustmentHandlers(
  deps: ServerDeps,
): Pick<
  Handlers,
  | "listAdjustments"
  | "previewAdjustment"
  | "createAdjustment"
  | "approveAdjustment"
  | "withdrawAdjustment"
  | "listExclusions"
  | "createExclusion"
  | "approveExclusion"
  | "withdrawExclusion"
> {
  const { read } = deps.db;
  const showOne = async (id: string) => showAdjustment((await findAdjustment(read, id))!);
  const showOneExclusion = async (id: number) => showExclusion((await findExclusion(read, id))!);
  const decideOne = async (printed: string, decide: (id: string) => Promise<string>) => {
    const id = readId("adj", "adjustment", printed);
    refuse(await decide(id), "adjustment");
    return showOne(id);
  };
  const decideOneExclusion = async (id: number, decision: "approve" | "withdraw", by: string) => {
    refuse(await decideExclusion(deps, id, decision, by), "exclusion");
    return showOneExclusion(id);
  };
  return {
    async listAdjustments({ query }) {
      const filter = { incidentId: readFilterId("inc", query.incident), waiting: query.waiting };
      return pageOfRows(query, {
        key: z.tuple([z.int(), z.uuid()]),
        fetch: ({ after, limit }) =>
          listAdjustments(read, filter, { after: after === null ? null : { at: after[0], id: after[1] }, limit }),
        keyOf: (row) => [row.at, row.id] as [number, string],
        item: showAdjustment,
      });
    },
    async previewAdjustment({ body }, call) {
      const { needsApproval, costChange } = done(
        await adjustEntry(deps, { ...body, author: actorOfCall(call).name, isPreview: true }),
      );
      return { needsApproval, costChange: costChange.map(showCost) };
    },
    async createAdjustment({ body }, call) {
      const { id } = done(await adjustEntry(deps, { ...body, author: actorOfCall(call).name, isPreview: false }));
      return showOne(id!);
    },
    approveAdjustment: ({ params }, call) =>
      decideOne(params.id, (id) => approveAdjustmentBy(deps, id, actorOfCall(call).name)),
    withdrawAdjustment: ({ params }, call) =>
      decideOne(params.id, (id) => withdrawAdjustmentBy(deps, id, actorOfCall(call).name)),

    async listExclusions({ query }) {
      return pageOfRows(query, {
        key: z.int(),
        fetch: (page) => listExclusions(read, query, page),
        keyOf: (row) => row.id,
        item: showExclusion,
      });
    },
    async createExclusion({ body }, call) {
      const [component] = await findComponents(read, [body.component]);
      if (component === undefined) throw invalid("body.component", `There is no component "${body.component}".`);
      const [startsAt, endsAt] = [Date.parse(body.from), Date.parse(body.to)];
      if (endsAt <= startsAt) throw invalid("body.to", "It ends before it begins: to must be later than from.");
      const { reason } = body;
      const id = await proposeExclusion(deps, {
        componentId: component.id,
        startsAt,
        endsAt,
        reason,
        by: actorOfCall(call).name,
      });
      return showOneExclusion(id);
    },
    approveExclusion: ({ params }, call) => decideOneExclusion(params.id, "approve", actorOfCall(call).name),
    withdrawExclusion: ({ params }, call) => decideOneExclusion(params.id, "withdraw", actorOfCall(call).name),
  };
}

function done(outcome: AdjustOutcome): AdjustOutcome & { outcome: "done" } {
  if (outcome.outcome === "done") return outcome;
  if (outcome.outcome === "not-found")
    throw new ApiProblem("not-found", "There is no such entry now: load the ledger again.");
  throw invalid("body.to", outcome.reason);
}

function refuse(outcome: string, what: string): void {
  if (outcome === "not-found") throw notFound(what);
  if (outcome === "own") throw new ApiProblem("not-allowed", "It is your own: a second person must approve it.");
  if (outcome !== "done") throw new ApiProblem("not-allowed", `This ${what} does not wait any more.`);
}

function stateOf(row: { needsApproval?: boolean; approvedAt: EpochMs | null; withdrawnAt: EpochMs | null }) {
  if (row.withdrawnAt !== null) return "withdrawn" as const;
  return row.approvedAt !== null || row.needsApproval === false ? ("effective" as const) : ("waiting" as const);
}

function showAdjustment(row: AdjustmentRow) {
  return {
    id: formatId("adj", row.id),
    incidentId: formatId("inc", row.incidentId),
    field: row.field,
    from: row.fromValue,
    to: row.toValue,
    reason: row.reason,
    author: row.author,
    at: toIso(row.at),
    state: stateOf(row),
    approvedBy: row.approvedBy,
    approvedAt: toIsoOrNull(row.approvedAt),
    withdrawnBy: row.withdrawnBy,
    costChange: row.costChange.map(showCost),
  };
}

function showCost({ currency, minor }: { currency: string; minor: string }) {
  return { currency, amount: formatMinor(BigInt(minor), currency) };
}

function showExclusion(row: ExclusionRow) {
  return {
    id: row.id,
    component: row.component,
    from: toIso(row.startsAt),
    to: toIso(row.endsAt),
    reason: row.reason,
    by: row.createdBy,
    at: toIso(row.createdAt),
    state: stateOf(row),
    approvedBy: row.approvedBy,
    withdrawnBy: row.withdrawnBy,
  };
}

function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
}
