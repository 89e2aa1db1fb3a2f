import type { RuleProblem } from "./rule-problem.ts";
import { problemAt } from "./rule-problem.ts";

/** At most so many more than what is live sends out, over the days that the time machine plays. What is left out may grow. */
export interface RuleBudget {
  tickets?: number;
  statusPosts?: number;
  pages?: number;
  pagesAtNight?: number;
}

/** What a budget can hold, with the words for it. */
export const budgetWords = {
  tickets: "tickets",
  statusPosts: "status posts",
  pages: "pages",
  pagesAtNight: "pages at night",
} as const satisfies Record<keyof RuleBudget, string>;

export const budgetMax = 1_000_000;

/** Checks what stands in the place of a budget. */
export function checkBudget(budget: unknown): RuleProblem[] {
  const names = Object.keys(budgetWords);
  if (typeof budget !== "object" || budget === null || Array.isArray(budget)) {
    return [problemAt(["budget"], "a budget says how many more there may be, as {pagesAtNight: 5}")];
  }
  return Object.entries(budget).flatMap(([name, most]) => {
    if (!names.includes(name)) {
      return [problemAt(["budget", name], `a budget has no field "${name}"; it has: ${names.join(", ")}`)];
    }
    const isFine = Number.isInteger(most) && most >= 0 && most <= budgetMax;
    return isFine ? [] : [problemAt(["budget", name], `a whole number from 0 to ${budgetMax} is needed`)];
  });
}

/** `at most 5 more pages at night`, the parts joined by "and". */
export function sayBudget(budget: RuleBudget): string {
  const parts = Object.entries(budgetWords).flatMap(([name, words]) => {
    const most = budget[name as keyof RuleBudget];
    return most === undefined ? [] : [`at most ${most} more ${words}`];
  });
  return parts.join(" and ");
}

type Counted = "ticket" | "status-post" | "page" | "page-at-night";

/** How many more of each a draft sends out than what is live, by the totals of a run of the time machine; may be less than none. */
export function addedByDraft(
  total: Readonly<{ [what in Counted]?: { live: number; draft: number } | undefined }>,
): Record<keyof RuleBudget, number> {
  const added = (what: Counted) => (total[what]?.draft ?? 0) - (total[what]?.live ?? 0);
  return {
    tickets: added("ticket"),
    statusPosts: added("status-post"),
    pages: added("page"),
    pagesAtNight: added("page-at-night"),
  };
}

/** What exceeds a budget. @param added by `addedByDraft` */
export function overBudget(
  budget: RuleBudget,
  added: Readonly<Record<keyof RuleBudget, number>>,
): { words: string; added: number; most: number }[] {
  return Object.entries(budgetWords).flatMap(([key, words]) => {
    const name = key as keyof RuleBudget;
    const most = budget[name];
    return most !== undefined && added[name] > most ? [{ words, added: added[name], most }] : [];
  });
}
