import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const countedMax = 100;

export const approvalQueries = {
  /** How many wait; more than 99 are as many as 100. */
  count: () =>
    queryOptions({
      queryKey: ["approvals", "count"],
      queryFn: async ({ signal }) =>
        (await api.listApprovals({ query: { limit: countedMax } }, { signal })).items.length,
    }),
  list: () =>
    infiniteQueryOptions({
      queryKey: ["approvals", "list"],
      queryFn: ({ pageParam, signal }) => api.listApprovals({ query: { cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ["approvals", "one", id],
      queryFn: ({ signal }) => api.getApproval({ params: { id } }, { signal }),
    }),
  /** What it is about. */
  incident: (id: string) =>
    queryOptions({
      queryKey: ["incidents", "one", id],
      queryFn: ({ signal }) => api.getIncident({ params: { id } }, { signal }),
    }),
  preview: (id: string) =>
    queryOptions({
      queryKey: ["approvals", "preview", id],
      queryFn: ({ signal }) => api.previewAction({ params: { id } }, { signal }),
    }),
};
