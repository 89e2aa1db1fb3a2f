import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

// What a run goes through is told live; a step that only time decides is asked for.
const askAgainMs = 1_000;

export const drillQueries = {
  all: () =>
    queryOptions({
      queryKey: ["drills", "all"],
      queryFn: ({ signal }) => api.listDrills({ query: { limit: 500 } }, { signal }),
    }),
  one: (key: string) =>
    queryOptions({
      queryKey: ["drills", "one", key],
      queryFn: ({ signal }) => api.getDrill({ params: { key } }, { signal }),
    }),
  run: (id: string) =>
    queryOptions({
      queryKey: ["drills", "run", id],
      queryFn: ({ signal }) => api.getDrillRun({ params: { id } }, { signal }),
      refetchInterval: (query) => (query.state.data?.state === "running" ? askAgainMs : false),
    }),
  runs: (key: string) =>
    infiniteQueryOptions({
      queryKey: ["drills", "runs", key],
      queryFn: ({ signal, pageParam }) =>
        api.listDrillRuns(
          { params: { key }, query: { limit: 60, ...(pageParam && { cursor: pageParam }) } },
          { signal },
        ),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
    }),
  sources: () =>
    queryOptions({
      queryKey: ["sources", "all"],
      queryFn: ({ signal }) => api.listSources({ query: { limit: 500 } }, { signal }),
    }),
  connections: () =>
    queryOptions({
      queryKey: ["connections", "all"],
      queryFn: ({ signal }) => api.listConnections({ query: { limit: 500 } }, { signal }),
    }),
  components: () =>
    queryOptions({
      queryKey: ["components", "names"],
      queryFn: ({ signal }) => api.listComponents({ query: { limit: 500 } }, { signal }),
    }),
  policies: () =>
    queryOptions({
      queryKey: ["policies", "all"],
      queryFn: ({ signal }) => api.listPolicies(undefined, { signal }),
    }),
};
