import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const sourceQueries = {
  all: () =>
    queryOptions({
      queryKey: ["sources", "all"],
      queryFn: ({ signal }) => api.listSources({ query: { limit: 500 } }, { signal }),
    }),
  one: (key: string) =>
    queryOptions({
      queryKey: ["sources", "one", key],
      queryFn: ({ signal }) => api.getSource({ params: { key } }, { signal }),
    }),
  senders: () =>
    queryOptions({
      queryKey: ["senders"],
      queryFn: ({ signal }) => api.listSenders(undefined, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  requests: (key: string) =>
    queryOptions({
      queryKey: ["sources", "requests", key],
      queryFn: ({ signal }) => api.listSenderRequests({ params: { key } }, { signal }),
    }),
  rejections: (key: string) =>
    queryOptions({
      queryKey: ["sources", "rejections", key],
      queryFn: ({ signal }) => api.listRejections({ query: { source: key, limit: 10 } }, { signal }),
    }),
};
