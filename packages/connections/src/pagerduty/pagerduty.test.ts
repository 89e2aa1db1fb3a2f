import { describe, expect, it } from "vitest";
import { pagerduty } from "./pagerduty.ts";

// Values of the published document: github.com/PagerDuty/api-schema, reference/events-v2/openapiv3.json.
const accepted = { status: "success", message: "Event processed", dedup_key: "srv01/HTTP" };
const refused = {
  status: "Unrecognized object",
  message: "Event object format is unrecognized",
  errors: ["JSON parse error"],
};
const publishedFields = [
  "payload",
  "routing_key",
  "dedup_key",
  "event_action",
  "client",
  "client_url",
  "links",
  "images",
];
const publishedPayload = [
  "summary",
  "timestamp",
  "severity",
  "source",
  "component",
  "group",
  "class",
  "custom_details",
];

const config = pagerduty.configSchema.parse({ routingKey: { kept: true } });
const input = {
  config,
  idempotencyKey: "sbx-a-create-1",
  obligation: { reference: "sbx-a", externalId: null },
  now: 0,
  scope: {
    incident: { title: "Checkout API is down", severity: "high", openedAt: "2026-11-02T09:00:00.000Z" },
    component: { key: "checkout-api", name: "Checkout API", tier: 1 },
    team: { key: "payments", name: "Payments" },
    action: {},
    link: "https://signalbox.example.test/incidents/inc_1",
  },
};
const answer = (status: number, body: object) => ({ status, headers: {}, body: JSON.stringify(body), bodyCut: false });

describe("pagerduty", () => {
  it("sends the fields that are published, to the published address", () => {
    const planned = pagerduty.plan("create", input);
    if (planned.outcome !== "planned") throw new Error(planned.reason);
    const sent = pagerduty.authorise(planned.request, input, { routingKey: "e93facc04764012d7bfb002500d5d1a6" });
    expect(sent).toMatchObject({ method: "POST", url: "https://events.pagerduty.com/v2/enqueue" });
    const event = JSON.parse(sent.body!) as Record<string, Record<string, unknown>>;
    expect(publishedFields).toEqual(expect.arrayContaining(Object.keys(event)));
    expect(publishedPayload).toEqual(expect.arrayContaining(Object.keys(event.payload!)));
    expect(event).toMatchObject({ event_action: "trigger", dedup_key: "sbx-a", payload: { severity: "error" } });
  });

  it("reads the published answers", () => {
    expect(pagerduty.interpret("create", answer(202, accepted), input)).toEqual({
      step: "done",
      result: { outcome: "delivered", externalId: "srv01/HTTP" },
    });
    expect(pagerduty.interpret("create", answer(400, refused), input)).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("JSON parse error") },
    });
    expect(pagerduty.interpret("create", answer(202, { status: "failure" }), input)).toMatchObject({
      result: { outcome: "retryable", reason: "answer-not-understood" },
    });
  });
});
