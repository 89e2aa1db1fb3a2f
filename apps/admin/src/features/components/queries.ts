import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const componentQueries = {
  all: () =>
    queryOptions({
      queryKey: ["components", "all"],
      queryFn: ({ signal }) => api.listComponents({ query: { limit: 500 } }, { signal }),
    }),
  one: (key: string) =>
    queryOptions({
      queryKey: ["components", "one", key],
      queryFn: ({ signal }) => api.getComponent({ params: { key } }, { signal }),
    }),
  teams: () =>
    queryOptions({
      queryKey: ["teams", "names"],
      queryFn: ({ signal }) => api.listTeams({ query: { limit: 500 } }, { signal }),
    }),
  unmapped: () =>
    queryOptions({
      queryKey: ["monitors", "unmapped"],
      queryFn: ({ signal }) => api.listMonitors({ query: { unmapped: "true", limit: 50 } }, { signal }),
    }),
};
