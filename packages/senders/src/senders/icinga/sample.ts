import { Buffer } from "node:buffer";
import type { Sender } from "../../sender.ts";

export const sampleIcinga: Sender["sample"] = (kind, { now, key }) => {
  const isResolved = kind === "resolve";
  const body = {
    notification: { type: { open: "PROBLEM", resolve: "RECOVERY", test: "CUSTOM" }[kind], author: "", comment: "" },
    host: { name: key, address: "10.0.1.11" },
    service: { name: "http-checkout", display_name: "HTTP checkout" },
    check_result: {
      state: isResolved ? "OK" : "CRITICAL",
      output: isResolved ? "HTTP OK: HTTP/1.1 200 OK" : "HTTP CRITICAL: HTTP/1.1 503 Service Unavailable",
      execution_end: now / 1000,
    },
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
