import { type EpochMs, toIso } from "@signalbox/core";
import { sampleJson, sampleUuid } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleRootly: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isOver = kind === "resolve";
  const startsAt = isOver ? startedAt : now;
  return sampleJson({
    event: {
      id: sampleUuid(`${kind} ${key} ${now}`),
      type: isOver ? "incident.resolved" : "incident.created",
      issued_at: pacific(now),
    },
    data: {
      id: key,
      title: kind === "test" ? testName : "Checkout errors",
      status: isOver ? "resolved" : "started",
      severity: { slug: "sev0", name: "SEV0" },
      services: [{ name: "Checkout", slug: "checkout" }],
      started_at: startsAt === undefined ? null : pacific(startsAt),
      resolved_at: isOver ? pacific(now) : null,
      url: "https://rootly.com/account/incidents/sample",
    },
  });
};

/** Rootly writes times with the offset of the account. */
function pacific(at: EpochMs): string {
  return toIso(at - 8 * 3_600_000).replace("Z", "-08:00");
}
