import type { DatedPolicy, PrintOptions } from "@signalbox/core";

/** Entries show local times by the policy that they were counted by. */
export function printOptions(policies: readonly DatedPolicy[], publicUrl: string | null): PrintOptions {
  const zones = new Map(policies.map(({ version, timeZone }) => [version, timeZone]));
  const last = policies.at(-1)?.timeZone ?? "UTC";
  return { publicUrl, timeZoneOf: (version) => zones.get(version) ?? last };
}
