import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import type { MonitorSearch } from "./search-params.ts";

export const monitorQueries = {
  list: ({ mapped, source, q }: MonitorSearch) =>
    infiniteQueryOptions({
      queryKey: ["monitors", "list", mapped, source, q],
      queryFn: ({ pageParam, signal }) =>
        api.listMonitors(
          {
            query: {
              ...(mapped === "all" ? {} : { unmapped: mapped === "yes" ? ("false" as const) : ("true" as const) }),
              source,
              q,
              cursor: pageParam,
            },
          },
          { signal },
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  components: () =>
    queryOptions({
      queryKey: ["components", "names"],
      queryFn: ({ signal }) => api.listComponents({ query: { limit: 500 } }, { signal }),
    }),
};
