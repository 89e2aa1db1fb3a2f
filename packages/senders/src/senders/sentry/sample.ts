import { toIso } from "@signalbox/core";
import { sampleJson, sampleUuid } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleSentry: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isOver = kind === "resolve";
  const name = kind === "test" ? testName : "Checkout error rate";
  const startsAt = isOver ? startedAt : now;
  const action = isOver ? "resolved" : "critical";
  return sampleJson(
    {
      action,
      installation: { uuid: sampleUuid("installation") },
      data: {
        metric_alert: {
          id: "4",
          identifier: key,
          title: name,
          projects: ["checkout"],
          alert_rule: { id: "7", name, environment: null },
          date_started: startsAt === undefined ? null : toIso(startsAt),
          date_closed: isOver ? toIso(now) : null,
        },
        description_text: "1200 events in the last 10 minutes",
        description_title: `${isOver ? "Resolved" : "Critical"}: ${name}`,
        web_url: "https://shop-example.sentry.io/alerts/rules/details/7/",
      },
      actor: { type: "application", id: "sentry", name: "Sentry" },
    },
    {
      "request-id": sampleUuid(`${kind} ${key} ${now}`),
      "sentry-hook-resource": "metric_alert",
      "sentry-hook-timestamp": String(Math.floor(now / 1000)),
    },
  );
};
