import type { Capabilities, PlanOutcome } from "../connection-kind.ts";

/** What a kind that only answers look-ups can do: nothing is carried out by it, and no answer of its proves a deed. */
export const askOnly = {
  capabilities: (): Capabilities => ({
    actions: [],
    find: false,
    update: false,
    close: false,
    reopen: false,
    read: false,
    acknowledge: false,
    lookUp: true,
  }),
  grade: () => "C" as const,
  plan: (step: string): PlanOutcome<never> => ({ outcome: "not-possible", reason: `a look-up can't do ${step}` }),
};
