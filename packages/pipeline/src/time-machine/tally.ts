import { type EpochMs, otherwiseKey } from "@signalbox/core";
import type { ComparedEffect } from "./compare-effects.ts";
import type { Effect } from "./past-event.ts";
import type { PastTime } from "./past-time.ts";

/** What is counted. A page at night counts as a page, too. A ticket or post that is opened again counts again. */
export const measures = ["ticket", "status-post", "page", "page-at-night", "message", "http", "remediate"] as const;
export type Measure = (typeof measures)[number];

/** How many the live rules and the draft send out, how many of the draft's are new, how many of the live ones are gone, and
 *  how many are there in both but not alike. `draft - live = gained - lost`. */
export interface Counts {
  live: number;
  draft: number;
  gained: number;
  lost: number;
  changed: number;
}

/** Measures of which there is nothing are left out. */
export type CountsByMeasure = Partial<Record<Measure, Counts>>;

/** Rules that could not be evaluated: for how many events, and what the first of them met. */
export interface NotEvaluableCounts {
  live: number;
  draft: number;
  problem: string | null;
}

export interface TallyResult {
  total: CountsByMeasure;
  /** Every week that the time touches, in order. */
  weeks: { startsAt: EpochMs; counts: CountsByMeasure }[];
  /** By key of the rule; what both send counts for the draft's rule, too. */
  rules: { rule: string; counts: CountsByMeasure; notEvaluable: NotEvaluableCounts }[];
}

/** Counts compared effects by week and rule. */
export class Tally {
  readonly #time: PastTime;
  readonly #total: CountsByMeasure = {};
  readonly #weeks: CountsByMeasure[];
  readonly #rules = new Map<string, CountsByMeasure>();
  readonly #notEvaluable = new Map<string, NotEvaluableCounts>();

  constructor(time: PastTime) {
    this.#time = time;
    this.#weeks = time.weeks.map(() => ({}));
  }

  add({ outcome, live, draft }: ComparedEffect): void {
    if (live !== null) this.#count(live, "live");
    if (draft !== null) this.#count(draft, "draft");
    const shown = draft ?? live;
    if (shown !== null && outcome !== "same") this.#count(shown, outcome);
  }

  addNotEvaluable(side: "live" | "draft", rule: string, problem: string): void {
    const counts = this.#notEvaluable.get(rule) ?? { live: 0, draft: 0, problem };
    counts[side] += 1;
    this.#notEvaluable.set(rule, counts);
  }

  result(): TallyResult {
    const keys = new Set([...this.#rules.keys(), ...this.#notEvaluable.keys()]);
    const rules = [...keys].map((rule) => ({
      rule,
      counts: this.#rules.get(rule) ?? {},
      notEvaluable: this.#notEvaluable.get(rule) ?? { live: 0, draft: 0, problem: null },
    }));
    return {
      total: this.#total,
      weeks: this.#weeks.map((counts, n) => ({ startsAt: this.#time.weeks[n]!, counts })),
      rules: rules.toSorted((a, b) => byName(a.rule, b.rule)),
    };
  }

  #count(effect: Effect, name: keyof Counts): void {
    const week = this.#weeks[this.#time.weekOf(effect.at)]!;
    const byRule = this.#rules.get(effect.rule) ?? {};
    this.#rules.set(effect.rule, byRule);
    const counted: Measure[] = [effect.kind];
    if (effect.kind === "page" && this.#time.isNight(effect.at)) counted.push("page-at-night");
    for (const measure of counted)
      for (const counts of [this.#total, week, byRule]) countOf(counts, measure)[name] += 1;
  }
}

function countOf(counts: CountsByMeasure, measure: Measure): Counts {
  counts[measure] ??= { live: 0, draft: 0, gained: 0, lost: 0, changed: 0 };
  return counts[measure];
}

// What ran because no rule matched stands at the end.
function byName(a: string, b: string): number {
  if (a === otherwiseKey || b === otherwiseKey) return a === b ? 0 : a === otherwiseKey ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
