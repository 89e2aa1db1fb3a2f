import { Buffer } from "node:buffer";
import type { Sender } from "../../sender.ts";

export const sampleDynatrace: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const body = {
    State: isResolved ? "RESOLVED" : "OPEN",
    ProblemID: kind === "test" ? "999" : "P-26111",
    ProblemTitle: kind === "test" ? "Dynatrace problem notification test run" : "Failure rate increase",
    ImpactedEntities: [{ type: "SERVICE", name: "checkout", entity: "SERVICE-F5D7459A6CD9842B" }],
    PID: key,
    ProblemDetailsJSON: {
      startTime: isResolved ? (startedAt ?? -1) : now,
      endTime: isResolved ? now : -1,
    },
    ProblemSeverity: "ERROR",
    ProblemURL: "https://abc12345.live.dynatrace.com/#problems/problemdetails",
    Tags: "payments, tier-1",
  };
  return { headers: { "content-type": "application/json; charset=utf-8" }, body: Buffer.from(JSON.stringify(body)) };
};
