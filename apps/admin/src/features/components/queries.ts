import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const componentQueries = {
  all: () =>
    queryOptions({
      queryKey: ["components", "all"],
      queryFn: ({ signal }) => api.listComponents({ query: { limit: 500 } }, { signal }),
    }),
  unmapped: () =>
    queryOptions({
      queryKey: ["monitors", "unmapped"],
      queryFn: ({ signal }) => api.listMonitors({ query: { unmapped: "true", limit: 50 } }, { signal }),
    }),
};
