import { ApiError, type apiRoutes, type RouteRequest } from "@signalbox/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

type RuleChange = NonNullable<RouteRequest<typeof apiRoutes.tryCondition>["body"]["on"]>[number];

export const ruleQueries = {
  live: () =>
    queryOptions({
      queryKey: ["rule-sets", "live"],
      queryFn: ({ signal }) => api.getLiveRuleSet(undefined, { signal }),
    }),
  /** null while there is no draft. */
  draft: () =>
    queryOptions({
      queryKey: ["rule-sets", "draft"],
      queryFn: ({ signal }) =>
        api.getDraftRuleSet(undefined, { signal }).catch((error: unknown) => {
          if (error instanceof ApiError && error.status === 404) return null;
          throw error;
        }),
    }),
  event: (id: string) =>
    queryOptions({
      queryKey: ["events", "one", id],
      queryFn: ({ signal }) => api.getEvent({ params: { id } }, { signal }),
    }),
  versions: () =>
    infiniteQueryOptions({
      queryKey: ["rule-sets", "versions"],
      queryFn: ({ pageParam, signal }) => api.listRuleSets({ query: { limit: 20, cursor: pageParam } }, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  version: (number: string) =>
    queryOptions({
      queryKey: ["rule-sets", "version", number],
      queryFn: ({ signal }) => api.getRuleSet({ params: { number } }, { signal }),
    }),
  /** @param since left out: the version before it */
  changes: (number: string, since?: string) =>
    queryOptions({
      queryKey: ["rule-sets", "changes", number, since ?? null],
      queryFn: ({ signal }) => api.compareRuleSet({ params: { number }, query: { since } }, { signal }),
    }),
  draftChanges: (revision: number, live: number) =>
    queryOptions({
      queryKey: ["rule-sets", "draft-changes", revision, live],
      queryFn: ({ signal }) => api.compareDraftRuleSet(undefined, { signal }),
    }),
  check: (text: string) =>
    queryOptions({
      queryKey: ["rule-check", text],
      queryFn: ({ signal }) => api.checkRules({ body: { text } }, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  activity: () =>
    queryOptions({
      queryKey: ["rule-sets", "activity"],
      queryFn: ({ signal }) => api.listRuleActivity(undefined, { signal }),
      staleTime: 30_000,
    }),
  vocabulary: () =>
    queryOptions({
      queryKey: ["rule-vocabulary"],
      queryFn: ({ signal }) => api.getRuleVocabulary(undefined, { signal }),
      staleTime: 60_000,
    }),
  tried: (when: string, on: readonly string[]) =>
    queryOptions({
      queryKey: ["rule-tried", when, on],
      queryFn: ({ signal }) => api.tryCondition({ body: { when, on: [...on] as RuleChange[] } }, { signal }),
      staleTime: 30_000,
    }),
  preview: (action: Record<string, unknown>, event: string) =>
    queryOptions({
      queryKey: ["rule-preview", JSON.stringify(action), event],
      queryFn: ({ signal }) => api.previewRuleAction({ body: { action, event } }, { signal }),
      staleTime: 30_000,
      retry: false,
    }),
  testOf: (delivery: string) =>
    queryOptions({
      queryKey: ["rule-test-of", delivery],
      queryFn: ({ signal }) => api.makeRuleTest({ params: { id: delivery } }, { signal }),
    }),
};
