import { type EpochMs, policyInForce, repeatLocally, toIso, toIsoOrNull } from "@signalbox/core";
import { findComponents, findWindow, listWindows, loadPolicies } from "@signalbox/database";
import { announceWindows, endWindow } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";

const once = { everyDays: 1, times: 1 };

type WindowRow = NonNullable<Awaited<ReturnType<typeof findWindow>>>;

export function maintenanceWindowHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listMaintenanceWindows" | "createMaintenanceWindow" | "endMaintenanceWindow"> {
  const { read } = deps.db;
  const loadShow = async () => {
    const [policies, now] = [await loadPolicies(read), deps.now()];
    return (row: WindowRow) => {
      const policy = policies.find(({ from, to }) => from <= row.startsAt && (to === null || row.startsAt < to));
      return showWindow(row, { now, noticeMs: (policy?.noticeMinutes ?? 0) * 60_000 });
    };
  };
  return {
    async listMaintenanceWindows({ query }) {
      return pageOfRows(query, {
        key: z.tuple([z.int(), z.int()]),
        fetch: ({ after, limit }) =>
          listWindows(
            read,
            { state: query.state, now: deps.now() },
            { after: after === null ? null : { startsAt: after[0], id: after[1] }, limit },
          ),
        keyOf: (row) => [row.startsAt, row.id] as [number, number],
        item: await loadShow(),
      });
    },

    async createMaintenanceWindow({ body }, call) {
      const by = { actor: actorOfCall(call), now: deps.now() };
      const [startsAt, endsAt] = [Date.parse(body.from), Date.parse(body.to)];
      if (endsAt <= startsAt) throw invalid("body.to", "It ends before it begins.");
      const announcedAt = body.announcedAt === undefined ? by.now : Date.parse(body.announcedAt);
      if (announcedAt > by.now) throw invalid("body.announcedAt", "It can't have been announced later than now.");
      const keys = [...new Set(body.components)];
      const components = await findComponents(read, keys);
      const missing = keys.find((key) => !components.some((one) => one.key === key));
      if (missing !== undefined) throw invalid("body.components", `There is no component "${missing}".`);
      const componentIds = components.map(({ id }) => id);
      const { timeZone } = policyInForce(await loadPolicies(read), by.now);
      const spans = repeatLocally({ from: startsAt, to: endsAt }, { timeZone, ...(body.repeat ?? once) });
      const overlaps = spans.some(({ from }, index) => index > 0 && from < spans[index - 1]!.to);
      if (overlaps) throw invalid("body.repeat.everyDays", "It would begin again before it ends.");
      const windows = spans.map(({ from, to }) => ({
        componentIds,
        startsAt: from,
        endsAt: to,
        announcedAt,
        reason: body.reason,
      }));
      const id = await announceWindows(deps, by, windows);
      return (await loadShow())((await findWindow(read, id))!);
    },

    async endMaintenanceWindow({ params, body }, call) {
      const by = { actor: actorOfCall(call), now: deps.now() };
      const outcome = await endWindow(deps, by, params.id, body.reason);
      if (outcome === "not-found") throw notFound("maintenance window");
      if (outcome === "over") throw new ApiProblem("not-allowed", "This maintenance is over already.");
      return (await loadShow())((await findWindow(read, params.id))!);
    },
  };
}

function showWindow(row: WindowRow, at: { now: EpochMs; noticeMs: number }) {
  const end = row.endedAt ?? row.endsAt;
  return {
    id: row.id,
    components: row.components,
    from: toIso(row.startsAt),
    to: toIso(row.endsAt),
    endedAt: toIsoOrNull(row.endedAt),
    endedBy: row.endedBy,
    announcedAt: toIso(row.announcedAt),
    reason: row.reason,
    by: row.createdBy,
    state: stateOf(row, end, at.now),
    counts: row.announcedAt <= row.startsAt - at.noticeMs,
    heldBack: row.heldBack,
  };
}

function stateOf(row: WindowRow, end: EpochMs, now: EpochMs): "upcoming" | "running" | "past" {
  if (row.cancelledAt !== null || end <= now) return "past";
  return row.startsAt > now ? "upcoming" : "running";
}

function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
}
