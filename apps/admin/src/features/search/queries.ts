import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const searchQueries = {
  anything: (q: string) =>
    queryOptions({
      queryKey: ["search", q],
      queryFn: ({ signal }) => api.search({ query: { q } }, { signal }),
      enabled: q !== "",
    }),
};
