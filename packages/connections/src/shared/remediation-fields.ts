import { readDuration } from "@signalbox/core";
import { z } from "zod";
import type { Remediation } from "../connection-kind.ts";
import type { FormField } from "../form-field.ts";

const minute = 60_000;
const hour = 60 * minute;
const defaults = { approvers: 1, approvalWithin: "15m", atOnce: 1, coolDown: "10m" } as const;
const runForDefault = "1h";

function duration(words: string, least: number, most: number) {
  return z.string({ error: words }).refine((text) => {
    const ms = readDuration(text);
    return ms !== null && ms >= least && ms <= most;
  }, words);
}

/** What a connection that runs fixes may say about how carefully it does. */
export const remediationFields = {
  approvers: z.literal([1, 2], { error: "approvers is 1 or 2" }).exactOptional(),
  approvalWithin: duration("approvalWithin is 1m to 24h", minute, 24 * hour).exactOptional(),
  atOnce: z.int("atOnce is a whole number, 1 to 32").min(1).max(32).exactOptional(),
  coolDown: duration("coolDown is 0s to 7d", 0, 7 * 24 * hour).exactOptional(),
};
/** The same of one whose fixes run elsewhere. */
export const remoteRemediationFields = {
  ...remediationFields,
  runFor: duration("runFor is 1m to 24h", minute, 24 * hour).exactOptional(),
};
type RemediationConfig = z.infer<z.ZodObject<typeof remediationFields>>;

export const remediationForm: readonly FormField[] = [
  {
    path: "approvers",
    label: "People who must say yes",
    help: "To what is destructive: 1, or 2 different people. Never whoever published the rule or started it.",
    type: "number",
    required: false,
    placeholder: String(defaults.approvers),
  },
  {
    path: "approvalWithin",
    label: "Time to decide",
    help: "For so long the question stands, and then a yes. When it is up, a failure pages.",
    type: "duration",
    required: false,
    placeholder: defaults.approvalWithin,
  },
  {
    path: "coolDown",
    label: "Cool-down",
    help: "The same fix runs not twice within this time for one component; what comes sooner waits.",
    type: "duration",
    required: false,
    placeholder: defaults.coolDown,
  },
  {
    path: "atOnce",
    label: "At once",
    help: "How many fixes of this connection run at the same time at most.",
    type: "number",
    required: false,
    placeholder: String(defaults.atOnce),
  },
];

export const remoteRemediationForm: readonly FormField[] = [
  ...remediationForm,
  {
    path: "runFor",
    label: "Follow a run for",
    help: "A run that has not ended by then is left to a person. Nothing stops it there.",
    type: "duration",
    required: false,
    placeholder: runForDefault,
  },
];

/** For so long a run elsewhere is followed, in milliseconds. */
export function runLimitMs({ runFor }: { runFor?: string | undefined }): number {
  return readDuration(runFor ?? runForDefault) ?? 0;
}

/** The settings of a connection, with what is left out as it is by default. */
export function remediationOf(config: RemediationConfig): Omit<Remediation, "runLimitMs" | "runbooks"> {
  const { approvers, approvalWithin, atOnce, coolDown } = { ...defaults, ...config };
  return {
    approvers,
    approvalWithinMs: readDuration(approvalWithin) ?? 0,
    atOnce,
    coolDownMs: readDuration(coolDown) ?? 0,
  };
}
