import type { listLedgerEntries, RouteRequest } from "@signalbox/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export type LedgerFilter = Omit<NonNullable<RouteRequest<typeof listLedgerEntries>["query"]>, "cursor" | "limit">;

export const ledgerQueries = {
  entries: (filter: LedgerFilter) =>
    infiniteQueryOptions({
      queryKey: ["ledger", "entries", filter],
      queryFn: ({ pageParam, signal }) =>
        api.listLedgerEntries({ query: { ...filter, limit: 100, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  entry: (id: string) =>
    queryOptions({
      queryKey: ["ledger", "entry", id],
      queryFn: ({ signal }) => api.getLedgerEntry({ params: { id } }, { signal }),
    }),
  /** What was told about the incident of an entry, oldest first. */
  eventsOf: (incident: string) =>
    queryOptions({
      queryKey: ["ledger", "events", incident],
      queryFn: async ({ signal }) =>
        (await api.listEvents({ query: { incident, limit: 200 } }, { signal })).items.toReversed(),
    }),
  month: (period: string) =>
    queryOptions({
      queryKey: ["ledger", "month", period],
      queryFn: ({ signal }) => api.getLedgerPeriod({ params: { period } }, { signal }),
    }),
  summary: (period: string, knownOn: string | undefined) =>
    queryOptions({
      queryKey: ["ledger", "summary", period, knownOn],
      queryFn: ({ signal }) => api.summarizeLedger({ query: { period, knownOn } }, { signal }),
    }),
  policies: () =>
    queryOptions({
      queryKey: ["ledger", "policies"],
      queryFn: ({ signal }) => api.listPolicies(undefined, { signal }),
    }),
  approvalLimits: () =>
    queryOptions({
      queryKey: ["ledger", "approval-limits"],
      queryFn: ({ signal }) => api.getApprovalLimits(undefined, { signal }),
    }),
  run: (id: string) =>
    queryOptions({
      queryKey: ["ledger", "run", id],
      queryFn: ({ signal }) => api.getLedgerRun({ params: { id } }, { signal }),
      refetchInterval: (query) => (query.state.data?.state === "running" ? 1_000 : false),
    }),
  adjustments: (filter: { incident?: string; waiting?: "true" }) =>
    infiniteQueryOptions({
      queryKey: ["ledger", "adjustments", filter],
      queryFn: ({ pageParam, signal }) =>
        api.listAdjustments({ query: { ...filter, limit: 50, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  exclusions: () =>
    infiniteQueryOptions({
      queryKey: ["ledger", "exclusions"],
      queryFn: ({ pageParam, signal }) => api.listExclusions({ query: { limit: 50, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  components: () =>
    queryOptions({
      queryKey: ["components", "names"],
      queryFn: ({ signal }) => api.listComponents({ query: { limit: 500 } }, { signal }),
    }),
  teams: () =>
    queryOptions({
      queryKey: ["teams", "names"],
      queryFn: ({ signal }) => api.listTeams({ query: { limit: 500 } }, { signal }),
    }),
  blindSpans: (within: { from: string; to: string }) =>
    queryOptions({
      queryKey: ["ledger", "blind-spans", within],
      queryFn: ({ signal }) => api.listBlindSpans({ query: within }, { signal }),
    }),
};
