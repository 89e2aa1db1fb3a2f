import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const slaQueries = {
  reports: (period: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ["sla", "reports", period],
      queryFn: ({ pageParam, signal }) =>
        api.listSlaReports({ query: { period, limit: 50, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  report: (customer: string, period: string | undefined) =>
    queryOptions({
      queryKey: ["sla", "report", customer, period],
      queryFn: async ({ signal }) =>
        (await api.listSlaReports({ query: { customer, period } }, { signal })).items[0] ?? null,
    }),
  budgets: () =>
    queryOptions({
      queryKey: ["sla", "budgets"],
      queryFn: ({ signal }) => api.listErrorBudgets({ query: { limit: 200 } }, { signal }),
    }),
};
