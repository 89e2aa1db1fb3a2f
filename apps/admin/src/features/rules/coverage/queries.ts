import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../../lib/api.ts";
import type { CoverageSearch } from "./search-params.ts";

interface Question {
  of: "live" | "draft";
  component: string;
  change: NonNullable<CoverageSearch["change"]>;
  severity: NonNullable<CoverageSearch["severity"]>;
}

/** Under the key of the rules, so that what publishes them asks anew. */
export const coverageQueries = {
  gaps: (of: "live" | "draft") =>
    queryOptions({
      queryKey: ["rule-sets", "coverage", of],
      queryFn: ({ signal }) => api.getCoverage({ query: { of } }, { signal }),
    }),
  week: (question: Question, day: string) =>
    queryOptions({
      queryKey: ["rule-sets", "coverage-week", question, day],
      queryFn: ({ signal }) => api.getCoverageWeek({ query: { ...question, day } }, { signal }),
      placeholderData: keepPreviousData,
    }),
  moment: (question: Question, local: string) =>
    queryOptions({
      queryKey: ["rule-sets", "coverage-moment", question, local],
      queryFn: ({ signal }) => api.getCoverageMoment({ query: { ...question, local } }, { signal }),
      placeholderData: keepPreviousData,
    }),
};
