import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const sessionQueries = {
  me: () =>
    queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => api.getMe(undefined, { signal }), staleTime: 60_000 }),
  setup: () => queryOptions({ queryKey: ["setup"], queryFn: ({ signal }) => api.getSetup(undefined, { signal }) }),
  settings: () =>
    queryOptions({
      queryKey: ["settings"],
      queryFn: ({ signal }) => api.getSettings(undefined, { signal }),
      staleTime: 60_000,
      // How much waits is not told live: it is asked for while calls are paused.
      refetchInterval: (query) => (query.state.data?.outbound.enabled === false ? 5_000 : false),
    }),
};
