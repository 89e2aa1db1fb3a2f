import { toIso } from "@signalbox/core";
import { listMonitors, type MonitorPlace } from "@signalbox/database";
import { componentOfMonitor, loadRouting, mapMonitor } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type ApiCall, actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";

type MonitorRow = Awaited<ReturnType<typeof listMonitors>>[number];

const batchRows = 500;

export function monitorHandlers(deps: ServerDeps): Pick<Handlers, "listMonitors" | "mapMonitor"> {
  const { read } = deps.db;
  return {
    async listMonitors({ query }) {
      const routing = await loadRouting(deps.db);
      const now = deps.now();
      // The same function that processing asks.
      const componentOf = ({ sourceId, externalId, name }: MonitorRow) =>
        componentOfMonitor(routing, sourceId, { id: externalId, name }, now)?.key ?? null;
      const filter = { sourceKey: query.source, text: query.q || undefined };
      // Globs are read by code alone, so a filter by them walks the list until the page is full.
      const fetch = async (page: { after: MonitorPlace | null; limit: number }) => {
        if (query.unmapped === undefined) return listMonitors(read, filter, page);
        const found: MonitorRow[] = [];
        for (let { after } = page; found.length < page.limit; ) {
          const batch: MonitorRow[] = await listMonitors(read, filter, { after, limit: batchRows });
          found.push(...batch.filter((row) => (componentOf(row) === null) === query.unmapped));
          if (batch.length < batchRows) break;
          after = batch.at(-1)!;
        }
        return found.slice(0, page.limit);
      };
      return pageOfRows(query, {
        key: z.tuple([z.int(), z.int()]),
        fetch: ({ after, limit }) =>
          fetch({ after: after === null ? null : { lastSeenAt: after[0], id: after[1] }, limit }),
        keyOf: (row) => [row.lastSeenAt, row.id] as [number, number],
        item: (row) => ({
          id: row.externalId,
          name: row.name,
          source: row.source,
          component: componentOf(row),
          firstSeenAt: toIso(row.firstSeenAt),
          lastSeenAt: toIso(row.lastSeenAt),
          incidents: row.incidents,
          unresolvedIncidents: row.unresolvedIncidents,
          muteId: row.muteId,
          mutedUntil: row.mutedUntil === null ? null : toIso(row.mutedUntil),
        }),
      });
    },

    mapMonitor: async ({ body }, call: ApiCall) => {
      const mapped = await mapMonitor(deps, { actor: actorOfCall(call), now: deps.now() }, body);
      switch (mapped.outcome) {
        case "mapped":
          return { monitors: mapped.monitors, incidents: mapped.incidents };
        case "not-found":
          throw notFound("monitor");
        case "unknown-component":
          throw invalid("body.component", `There is no component "${body.component}".`);
        case "no-match":
          throw invalid("body.match", "This fits neither the id nor the name of the monitor.");
        case "mapped-already":
          throw new ApiProblem("not-allowed", `This monitor belongs to ${mapped.component} already.`);
      }
    },
  };
}

function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
}
