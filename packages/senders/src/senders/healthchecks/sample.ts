import { Buffer } from "node:buffer";
import { toIso } from "@signalbox/core";
import type { Sender } from "../../sender.ts";

export const sampleHealthchecks: Sender["sample"] = (kind, { now, key }) => {
  const body = {
    check_id: key,
    name: kind === "test" ? "TEST" : "Nightly invoice run",
    status: kind === "resolve" ? "up" : "down",
    now: toIso(now).replace(/\.\d+Z$/, "+00:00"),
    tags: "payments prod",
  };
  return { headers: { "user-agent": "healthchecks.io" }, body: Buffer.from(JSON.stringify(body)) };
};
