import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const overviewQueries = {
  /** Our own health changes without anybody doing anything, so it is asked for again and again. */
  all: () =>
    queryOptions({
      queryKey: ["overview"],
      queryFn: ({ signal }) => api.getOverview(undefined, { signal }),
      refetchInterval: 30_000,
    }),
};
