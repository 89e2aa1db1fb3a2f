import type { apiRoutes, RouteRequest } from "@signalbox/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../../lib/api.ts";

type RowFilter = Pick<
  NonNullable<RouteRequest<typeof apiRoutes.listTimeMachineRows>["query"]>,
  "outcome" | "kind" | "night"
>;

export const timeMachineQueries = {
  runs: () =>
    queryOptions({
      queryKey: ["rule-sets", "time-machine"],
      queryFn: ({ signal }) => api.listTimeMachineRuns(undefined, { signal }),
      // Progress is not told live: it is asked for while there is some.
      refetchInterval: ({ state }) => (state.data?.items.some((run) => run.state === "running") ? 1_000 : false),
    }),
  rows: (id: string, filter: RowFilter) =>
    infiniteQueryOptions({
      queryKey: ["time-machine-rows", id, filter],
      queryFn: ({ pageParam, signal }) =>
        api.listTimeMachineRows({ params: { id }, query: { ...filter, limit: 50, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  why: (id: string, number: number) =>
    queryOptions({
      queryKey: ["time-machine-why", id, number],
      queryFn: ({ signal }) => api.explainTimeMachineRow({ params: { id, number } }, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
};
