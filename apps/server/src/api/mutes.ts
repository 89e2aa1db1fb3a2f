import { toIso, toIsoOrNull } from "@signalbox/core";
import { findMute, listMutes } from "@signalbox/database";
import { muteMonitor, unmuteMonitor } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";

type MuteRow = NonNullable<Awaited<ReturnType<typeof findMute>>>;

export function muteHandlers(deps: ServerDeps): Pick<Handlers, "listMutes" | "muteMonitor" | "liftMute"> {
  const { read } = deps.db;
  return {
    listMutes: ({ query }) =>
      pageOfRows(query, {
        key: z.int(),
        fetch: (page) => listMutes(read, { now: query.holding === true ? deps.now() : undefined }, page),
        keyOf: (row) => row.id,
        item: showMute,
      }),

    async muteMonitor({ body }, call) {
      const now = deps.now();
      const until = now + body.minutes * 60_000;
      const { source, monitor, reason } = body;
      const by = { actor: actorOfCall(call), now };
      const id = await muteMonitor(deps, by, { source, monitor, until, reason });
      if (id === null) throw notFound("monitor");
      return showMute((await findMute(read, id))!);
    },

    async liftMute({ params }, call) {
      const outcome = await unmuteMonitor(deps, { actor: actorOfCall(call), now: deps.now() }, params.id);
      if (outcome === "not-found") throw notFound("mute");
      if (outcome === "over") throw new ApiProblem("not-allowed", "This mute is over already.");
      return showMute((await findMute(read, params.id))!);
    },
  };
}

function showMute(row: MuteRow) {
  return {
    id: row.id,
    source: row.source,
    monitor: { id: row.monitorExternalId, name: row.monitorName ?? row.monitorExternalId },
    from: toIso(row.startsAt),
    until: toIso(row.endsAt),
    reason: row.reason,
    by: row.createdBy,
    liftedAt: toIsoOrNull(row.liftedAt),
    liftedBy: row.liftedBy,
  };
}
