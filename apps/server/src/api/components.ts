import { toIso, toIsoOrNull } from "@signalbox/core";
import { type ComponentNow, listComponentHistory, listComponents, listTeams } from "@signalbox/database";
import { z } from "zod";
import type { ServerDeps } from "../server-deps.ts";
import { type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";

export function componentHandlers(deps: ServerDeps): Pick<Handlers, "listComponents" | "getComponent" | "listTeams"> {
  const { read } = deps.db;
  return {
    listComponents: ({ query }) =>
      pageOfRows(query, {
        key: z.string(),
        fetch: (page) => listComponents(read, { team: query.team, retired: query.retired, now: deps.now() }, page),
        keyOf: (row) => row.key,
        item: showComponent,
      }),

    async getComponent({ params }) {
      const filter = { key: params.key, retired: true, now: deps.now() };
      const [found] = await listComponents(read, filter, { after: null, limit: 1 });
      if (found === undefined) throw notFound("component");
      const history = await listComponentHistory(read, params.key);
      return {
        ...showComponent(found),
        history: history.map((one) => ({ ...one, from: toIso(one.from), to: toIsoOrNull(one.to) })),
      };
    },

    listTeams: ({ query }) =>
      pageOfRows(query, {
        key: z.string(),
        fetch: (page) => listTeams(read, { retired: query.retired, now: deps.now() }, page),
        keyOf: (row) => row.key,
        item: (row) => ({
          key: row.key,
          name: row.name,
          lead: row.lead,
          onCall: row.onCall,
          components: row.components,
          revision: row.revision,
          retiredAt: toIsoOrNull(row.retiredAt),
        }),
      }),
  };
}

function showComponent(row: ComponentNow) {
  const { ratePerMinute, currency, ...rest } = row;
  const cost = ratePerMinute === null || currency === null ? null : { perMinute: ratePerMinute, currency };
  return { ...rest, cost, retiredAt: toIsoOrNull(row.retiredAt) };
}
