import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { signDelivery } from "../../verify/sign-delivery.ts";
import { verifyDelivery } from "../../verify/verify-delivery.ts";
import { pagerduty } from "./index.ts";

const { load, read } = quirksOf(pagerduty);
const withEvent = (event: object) =>
  load("open.json", Object.fromEntries(Object.entries(event).map(([field, value]) => [`event/${field}`, value])));

describe("sender pagerduty", () => {
  it("takes a delivery signed with the old secret and the new one under either, and skips other versions", () => {
    const body = Buffer.from("{}");
    const sign = (secret: string) =>
      signDelivery(pagerduty.scheme, secret, { body, id: "", now: 0 }).headers["x-pagerduty-signature"];
    const headers = { "x-pagerduty-signature": `v2=00,${sign("old")},${sign("new")}` };
    for (const value of ["old", "new"]) {
      const request = { headers, body, query: "" };
      expect(verifyDelivery(pagerduty.scheme, [{ label: "", value }], request, 0).outcome).toBe("verified");
    }
  });

  it("finds the incident of a note, which has an id of its own", () => {
    const note = {
      id: "PNOTE",
      incident: { id: "PGR0VU2", summary: "Checkout" },
      content: "on it",
      type: "incident_note",
    };
    expect(read(withEvent({ event_type: "incident.annotated", data: note }))).toMatchObject({
      events: [{ type: "updated", correlationKey: "PGR0VU2", summary: "Checkout" }],
    });
  });

  it("dates a re-opening by when it happened, not by when the incident was made", () => {
    const again = withEvent({ event_type: "incident.reopened", occurred_at: "2026-11-20T08:55:00.000Z" });
    expect(read(again)).toMatchObject({
      events: [{ type: "opened", occurredAt: Date.UTC(2026, 10, 20, 8, 55) }],
    });
  });

  it("takes the urgency where there is no priority", () => {
    expect(read(withEvent({ "data/priority": null, "data/urgency": "low", agent: null }))).toMatchObject({
      events: [{ severity: "low", drift: [] }],
    });
  });

  it("ignores what tells of services and workflows", () => {
    for (const event_type of ["service.updated", "incident.workflow.started"]) {
      expect(read(withEvent({ event_type }))).toMatchObject({ outcome: "ignored" });
    }
  });

  it("names what it can't read", () => {
    expect(read(withEvent({ event_type: "incident.exploded" }))).toMatchObject({ field: "event.event_type" });
    expect(read(withEvent({ data: {} }))).toMatchObject({ outcome: "unreadable", field: "event.data.id" });
  });
});
