import { defaultPolicy, type LedgerPolicy, severities } from "@signalbox/core";
import { z } from "zod";
import { asList } from "./dated.ts";
import { momentText } from "./moment.ts";
import { objectKeyText, timeZoneName, wholeNumber } from "./scalar.ts";
import { strictShape } from "./strict-shape.ts";

const impact = z.enum(["outage", "degraded", "none"], { error: "write outage, degraded or none" });
const weightWords = "a weight is between 0 and 1 with at most six digits after the point";
const weight = z
  .union([z.number(), z.string()], { error: weightWords })
  .refine((given) => /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(String(given)), weightWords);

/** How the ledger counts; what is left out has its default. `from` left out: from the beginning of what is not closed. */
export const policyEntry = strictShape("policy", {
  timeZone: timeZoneName.exactOptional(),
  impact: strictShape(
    "impact",
    Object.fromEntries(severities.map((key) => [key, impact.exactOptional()])),
  ).exactOptional(),
  weights: strictShape("weights", {
    outage: weight.exactOptional(),
    degraded: weight.exactOptional(),
    none: weight.exactOptional(),
  }).exactOptional(),
  maintenance: z.enum(["shrink", "keep"], { error: "maintenance is shrink or keep" }).exactOptional(),
  noticeMinutes: wholeNumber(0, 525_600).exactOptional(),
  serviceHours: z
    .union([z.literal("24x7"), objectKeyText], { error: "serviceHours is 24x7 or the key of a calendar" })
    .exactOptional(),
  start: z.enum(["sender", "received"], { error: "start is sender or received" }).exactOptional(),
  blind: z.enum(["count", "exclude"], { error: "blind is count or exclude" }).exactOptional(),
  decimals: wholeNumber(0, 8).exactOptional(),
  from: momentText.exactOptional(),
});
export type PolicyEntry = z.infer<typeof policyEntry>;
export type PolicyBody = Omit<LedgerPolicy, "version">;

/** The whole policy that an entry stands for: what it leaves out is as `defaultPolicy` has it. */
export function completePolicy(entry: PolicyEntry | undefined): PolicyBody {
  const { impact, weights, serviceHours, from: _, ...given } = entry ?? {};
  const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const texts = Object.entries(weights ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return {
    ...defaultPolicy,
    ...plain,
    impact: { ...defaultPolicy.impact, ...impact },
    weights: { ...defaultPolicy.weights, ...Object.fromEntries(texts) },
    serviceHours: serviceHours === undefined || serviceHours === "24x7" ? null : serviceHours,
  };
}

/** The entry that `completePolicy` reads as this policy. */
export function printPolicy(policy: PolicyBody): PolicyEntry {
  return {
    timeZone: policy.timeZone,
    impact: { ...policy.impact },
    weights: { ...policy.weights },
    maintenance: policy.maintenance,
    noticeMinutes: policy.noticeMinutes,
    serviceHours: policy.serviceHours ?? "24x7",
    start: policy.start,
    blind: policy.blind,
    decimals: policy.decimals,
  };
}

/** The zone in which the file's dates begin: that of its last policy; undefined where it has none. */
export function fileTimeZone(policy: PolicyEntry | PolicyEntry[] | undefined): string | undefined {
  const last = policy === undefined ? undefined : asList(policy).at(-1);
  return last === undefined ? undefined : completePolicy(last).timeZone;
}
