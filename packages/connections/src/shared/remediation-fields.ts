import { readDuration } from "@signalbox/core";
import { z } from "zod";
import type { Remediation } from "../connection-kind.ts";
import type { FormField } from "../form-field.ts";

const minute = 60_000;
const defaults = { approvers: 1, approvalWithin: "15m", atOnce: 1, coolDown: "10m" } as const;

function duration(words: string, least: number, most: number) {
  return z.string({ error: words }).refine((text) => {
    const ms = readDuration(text);
    return ms !== null && ms >= least && ms <= most;
  }, words);
}

/** What a connection that runs fixes may say about how carefully it does. */
export const remediationFields = {
  approvers: z.literal([1, 2], { error: "approvers is 1 or 2" }).exactOptional(),
  approvalWithin: duration("approvalWithin is 1m to 24h", minute, 24 * 60 * minute).exactOptional(),
  atOnce: z.int("atOnce is a whole number, 1 to 32").min(1).max(32).exactOptional(),
  coolDown: duration("coolDown is 0s to 7d", 0, 7 * 24 * 60 * minute).exactOptional(),
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
