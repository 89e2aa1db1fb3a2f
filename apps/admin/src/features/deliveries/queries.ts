import type { listDeliveries, RouteRequest } from "@signalbox/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export type DeliveryFilter = Omit<NonNullable<RouteRequest<typeof listDeliveries>["query"]>, "cursor" | "limit">;

export const deliveryQueries = {
  list: (filter: DeliveryFilter) =>
    infiniteQueryOptions({
      queryKey: ["deliveries", "list", filter],
      queryFn: ({ pageParam, signal }) => api.listDeliveries({ query: { ...filter, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  newestOf: (source: string) =>
    queryOptions({
      queryKey: ["deliveries", "newest", source],
      queryFn: ({ signal }) => api.listDeliveries({ query: { source, limit: 5 } }, { signal }),
    }),
  latestOf: (source: string) =>
    queryOptions({
      queryKey: ["deliveries", "latest", source],
      queryFn: ({ signal }) => api.listDeliveries({ query: { source, limit: 20 } }, { signal }),
    }),
  comparison: (id: string) =>
    queryOptions({
      queryKey: ["deliveries", "comparison", id],
      queryFn: ({ signal }) => api.compareDelivery({ params: { id } }, { signal }),
    }),
  newest: () =>
    queryOptions({
      queryKey: ["deliveries", "newest"],
      queryFn: ({ signal }) => api.listDeliveries({ query: { limit: 20 } }, { signal }),
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ["deliveries", "one", id],
      queryFn: ({ signal }) => api.getDelivery({ params: { id } }, { signal }),
    }),
  /** `taking`: as if the new readings of these events were taken. */
  replay: (id: string, taking: readonly number[] = []) =>
    queryOptions({
      queryKey: ["deliveries", "replay", id, taking],
      queryFn: ({ signal }) =>
        api.previewReplay({ params: { id }, query: taking.length === 0 ? {} : { take: taking.join(",") } }, { signal }),
    }),
  why: (eventId: string) =>
    queryOptions({
      queryKey: ["deliveries", "why", eventId],
      queryFn: ({ signal }) => api.explainEvent({ params: { id: eventId } }, { signal }),
    }),
  rehearsal: (eventId: string) =>
    queryOptions({
      queryKey: ["deliveries", "rehearsal", eventId],
      queryFn: ({ signal }) => api.rehearseEvent({ params: { id: eventId } }, { signal }),
    }),
};
