import { toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { sha256 } from "../../sha256.ts";

export const sampleStatuspage: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const status = isResolved ? "resolved" : "investigating";
  const beganAt = isResolved ? startedAt : now;
  const began = beganAt === undefined ? null : toIso(beganAt);
  const body = {
    meta: { generated_at: toIso(now) },
    page: { id: "jb7j80lkgqvb", status_indicator: "major", status_description: "Partial System Outage" },
    incident: {
      id: key,
      name: kind === "test" ? testName : "Checkout errors",
      status,
      impact: "major",
      created_at: began,
      started_at: began,
      resolved_at: isResolved ? toIso(now) : null,
      shortlink: "https://stspg.io/sample",
      incident_updates: [
        {
          id: sha256(`${kind} ${key} ${now}`).toString("hex").slice(0, 12),
          status,
          body: isResolved ? "Checkout works again." : "Checkout answers with errors.",
          created_at: toIso(now),
        },
      ],
      components: [{ id: "zvdm6f7gf76j", name: "Checkout" }],
    },
  };
  return sampleJson(body);
};
