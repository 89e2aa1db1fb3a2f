import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const maintenanceQueries = {
  ahead: (state: "running" | "upcoming") =>
    queryOptions({
      queryKey: ["maintenance", state],
      queryFn: ({ signal }) => api.listMaintenanceWindows({ query: { state, limit: 200 } }, { signal }),
      // A window begins and ends by the clock: nothing tells of it.
      refetchInterval: 30_000,
    }),
  past: () =>
    infiniteQueryOptions({
      queryKey: ["maintenance", "past"],
      queryFn: ({ pageParam, signal }) =>
        api.listMaintenanceWindows({ query: { state: "past", limit: 50, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  components: () =>
    queryOptions({
      queryKey: ["components", "names"],
      queryFn: ({ signal }) => api.listComponents({ query: { limit: 500 } }, { signal }),
    }),
};
