import type { listIncidents, RouteRequest } from "@signalbox/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export type IncidentFilter = Omit<NonNullable<RouteRequest<typeof listIncidents>["query"]>, "cursor" | "limit">;

export const incidentQueries = {
  list: (filter: IncidentFilter) =>
    infiniteQueryOptions({
      queryKey: ["incidents", "list", filter],
      queryFn: ({ pageParam, signal }) => api.listIncidents({ query: { ...filter, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  unresolved: () =>
    queryOptions({
      queryKey: ["incidents", "unresolved"],
      queryFn: ({ signal }) => api.listIncidents({ query: { status: "unresolved", limit: 20 } }, { signal }),
    }),
  unrouted: () =>
    queryOptions({
      queryKey: ["incidents", "unrouted"],
      queryFn: ({ signal }) =>
        api.listIncidents({ query: { status: "unresolved", unrouted: "true", limit: 20 } }, { signal }),
    }),
  mergeable: () =>
    queryOptions({
      queryKey: ["incidents", "mergeable"],
      queryFn: ({ signal }) => api.listIncidents({ query: { status: "unresolved", limit: 500 } }, { signal }),
    }),
  components: () =>
    queryOptions({
      queryKey: ["components", "names"],
      queryFn: ({ signal }) => api.listComponents({ query: { limit: 500 } }, { signal }),
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ["incidents", "one", id],
      queryFn: ({ signal }) => api.getIncident({ params: { id } }, { signal }),
    }),
};
