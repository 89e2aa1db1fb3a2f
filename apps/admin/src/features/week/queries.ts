import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const weekQueries = {
  /** @param to its end, as ISO text; left out: now */
  week: (to: string | undefined) =>
    queryOptions({
      queryKey: ["week", to],
      queryFn: ({ signal }) => api.getWeek({ query: { to } }, { signal }),
    }),
  mail: () =>
    queryOptions({
      queryKey: ["settings", "week"],
      queryFn: ({ signal }) => api.getWeekMail(undefined, { signal }),
    }),
  connections: () =>
    queryOptions({
      queryKey: ["connections", "email"],
      queryFn: async ({ signal }) =>
        (await api.listConnections({ query: { limit: 500 } }, { signal })).items.filter(({ kind }) => kind === "email"),
    }),
};
