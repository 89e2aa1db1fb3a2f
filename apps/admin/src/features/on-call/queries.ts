import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

/** Hand-overs come by the clock, and look-ups are asked in the background: nothing tells of them. */
const refetchInterval = 30_000;

export const onCallQueries = {
  teams: () =>
    queryOptions({
      queryKey: ["on-call", "teams"],
      queryFn: ({ signal }) => api.listOnCall(undefined, { signal }),
      refetchInterval,
    }),
  allTeams: () =>
    queryOptions({
      queryKey: ["teams", "all"],
      queryFn: ({ signal }) => api.listTeams({ query: { limit: 500 } }, { signal }),
    }),
  rotations: () =>
    queryOptions({
      queryKey: ["on-call", "rotations"],
      queryFn: ({ signal }) => api.listRotations({ query: { limit: 500 } }, { signal }),
      refetchInterval,
    }),
  /** @param from ISO text: where the calendar begins. */
  rotation: (key: string, from: string, days: number) =>
    queryOptions({
      queryKey: ["on-call", "rotation", key, from, days],
      queryFn: ({ signal }) => api.getRotation({ params: { key }, query: { from, days } }, { signal }),
      refetchInterval,
    }),
};
