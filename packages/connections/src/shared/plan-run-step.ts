import type { CallStep } from "@signalbox/core";
import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { type ArgumentValue, orderedRunbook } from "./runbook-entries.ts";

/** The calls of a system that runs known fixes and numbers its runs. */
export interface RunCalls<Config, Entry> {
  start(config: Config, entry: Entry, values: Readonly<Record<string, ArgumentValue>>): PlannedRequest;
  /** Asks how far a run is. */
  read(config: Config, id: string): PlannedRequest;
}

const wholeNumber = /^[1-9]\d{0,17}$/;

/** The call of a step: the start of what the connection names, and the look at what runs. */
export function planRunStep<
  Config extends { runbooks: readonly Entry[] },
  Entry extends { key: string; destructive: boolean },
>(calls: RunCalls<Config, Entry>, step: CallStep, input: PlanInput<Config>): PlanOutcome<PlannedRequest> {
  const { config, scope } = input;
  if (step === "send") {
    const ordered = orderedRunbook(config.runbooks, scope);
    if (ordered === null) return { outcome: "not-possible", reason: "the rule names none of its runbooks" };
    return { outcome: "planned", request: calls.start(config, ordered.entry, ordered.values) };
  }
  if (step !== "read") return { outcome: "not-possible", reason: `what runs fixes can't do ${step}` };
  const id = runIdOf(input);
  return id === null
    ? { outcome: "not-possible", reason: "it has no number there by which it could be followed" }
    : { outcome: "planned", request: calls.read(config, id) };
}

/** The number of a run; null where it is none. */
export function runIdOf({ obligation }: Pick<PlanInput<unknown>, "obligation">): string | null {
  const id = obligation?.externalId ?? null;
  return id !== null && wholeNumber.test(id) ? id : null;
}
