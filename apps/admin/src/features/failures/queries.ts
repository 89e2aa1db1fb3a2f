import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { type FailureSearch, filterOf } from "./search-params.ts";

export const failureQueries = {
  openCount: () =>
    queryOptions({
      queryKey: ["failures", "open-count"],
      queryFn: ({ signal }) => api.listFailures({ query: { status: "open", limit: 1 } }, { signal }),
    }),
  list: (search: FailureSearch) =>
    infiniteQueryOptions({
      queryKey: ["failures", "list", search],
      queryFn: ({ pageParam, signal }) =>
        api.listFailures(
          { query: { ...filterOf(search, Date.now()), status: search.status, cursor: pageParam } },
          { signal },
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ["failures", "one", id],
      queryFn: ({ signal }) => api.getFailure({ params: { id } }, { signal }),
    }),
  retryPreview: (search: FailureSearch) =>
    queryOptions({
      queryKey: ["failures", "retry-preview", search],
      queryFn: ({ signal }) => api.previewFailureRetry({ query: filterOf(search, Date.now()) }, { signal }),
      staleTime: 0,
    }),
  retries: () =>
    queryOptions({
      queryKey: ["failures", "retries"],
      queryFn: ({ signal }) => api.listFailureRetries({ query: { limit: 5 } }, { signal }),
    }),
};
