import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const settingQueries = {
  retention: () =>
    queryOptions({
      queryKey: ["settings", "retention"],
      queryFn: ({ signal }) => api.getRetention(undefined, { signal }),
    }),
};
