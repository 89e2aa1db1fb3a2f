import { Buffer } from "node:buffer";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleCronitor: Sender["sample"] = (kind, { key }) => {
  const body = {
    id: "d3x0c1",
    monitor: kind === "test" ? testName : "Nightly invoice run",
    group: "payments",
    environment: "production",
    type: kind === "resolve" ? "RECOVERY" : "ALERT",
    description: kind === "resolve" ? "The job completed" : "The job did not start at its time",
    issue_url: `https://cronitor.io/app/issues/${encodeURIComponent(key)}`,
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
