import { type EpochMs, toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleFirehydrant: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const milestone = kind === "resolve" ? "resolved" : "started";
  const startsAt = kind === "resolve" ? startedAt : now;
  return sampleJson({
    data: {
      incident: {
        id: key,
        name: kind === "test" ? testName : "Checkout errors",
        number: 602,
        created_at: startsAt === undefined ? null : rubyTime(startsAt),
        started_at: startsAt === undefined ? null : rubyTime(startsAt),
        current_milestone: milestone,
        severity: { slug: "SEV1", description: "Critical" },
        summary: "5xx from checkout",
        impacts: [{ id: "1f0a", type: "service", name: "Checkout", condition: { name: "Unavailable" } }],
        incident_url: "https://app.firehydrant.io/incidents/sample",
        milestones: [{ id: "m1", slug: milestone, created_at: rubyTime(now) }],
      },
    },
    event: { operation: kind === "resolve" ? "UPDATED" : "CREATED", resource_type: "incident" },
  });
};

/** As Ruby prints a time: `2026-11-20 08:14:58 UTC`. */
function rubyTime(at: EpochMs): string {
  return `${toIso(at).slice(0, 19).replace("T", " ")} UTC`;
}
