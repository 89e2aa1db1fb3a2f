import { z } from "zod";
import { defineRoute } from "./api-route.ts";

/** What can change; the stream says only that, the page reads it again. */
export const liveTopics = [
  "delivery",
  "incident",
  "failure",
  "obligation",
  "source",
  "connection",
  "component",
  "maintenance",
  "monitor",
  "team",
  "rotation",
  "customer",
  "drill",
  "rule-set",
  "ledger",
  "settings",
  "approval",
  "run",
] as const;
export const liveChange = z.object({ topic: z.string(), id: z.string() }).meta({ id: "LiveChange" });
export type LiveChange = z.infer<typeof liveChange>;

/** Server-sent events: `event: change` with LiveChange as JSON in `data`; `event: lagged` = read everything again. */
export const followLive = defineRoute({
  method: "GET",
  path: "/api/v1/live",
  summary: "Changes as they happen, by server-sent events",
  status: 200,
  answer: "text/event-stream",
});
