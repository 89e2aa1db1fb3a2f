import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const connectionQueries = {
  all: () =>
    queryOptions({
      queryKey: ["connections", "all"],
      queryFn: ({ signal }) => api.listConnections({ query: { limit: 500 } }, { signal }),
    }),
  one: (key: string) =>
    queryOptions({
      queryKey: ["connections", "one", key],
      queryFn: ({ signal }) => api.getConnection({ params: { key } }, { signal }),
    }),
  kinds: () =>
    queryOptions({
      queryKey: ["connection-kinds"],
      queryFn: ({ signal }) => api.listConnectionKinds(undefined, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  check: (key: string) =>
    queryOptions({
      queryKey: ["connections", "check", key],
      queryFn: ({ signal }) => api.getObligationCheck({ params: { key } }, { signal }),
      // Progress is not told live: it is asked for while there is some.
      refetchInterval: (query) => (query.state.data?.check?.finishedAt === null ? 1_000 : false),
    }),
  open: (key: string) =>
    queryOptions({
      queryKey: ["connections", "open", key],
      queryFn: ({ signal }) =>
        api.listObligations({ query: { connection: key, status: "open", limit: 50 } }, { signal }),
    }),
  attempts: (key: string) =>
    queryOptions({
      queryKey: ["connections", "attempts", key],
      queryFn: ({ signal }) => api.listAttempts({ query: { connection: key, limit: 20 } }, { signal }),
    }),
};
