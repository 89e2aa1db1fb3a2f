import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { datadog } from "./index.ts";

const open = (changes: Record<string, unknown>) => sampleBody(datadog, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(datadog, open(changes));

describe("a Datadog delivery", () => {
  it.each([
    ["Warn", "opened"],
    ["No Data", "opened"],
    ["Re-Warn", "updated"],
    ["Re-No Data", "updated"],
    ["Renotify", "updated"],
    ["Null", "test"],
  ])("with the transition %s is %s", (transition, type) => {
    expect(read({ alert_transition: transition })).toMatchObject({ events: [{ type }] });
  });

  it("keeps every digit of an id that is a number beyond 2^53", () => {
    const body = JSON.stringify(open({})).replace('"7890123456789012345"', "7890123456789012345");
    expect(body).toContain(":7890123456789012345,");
    expect(identifyBody(datadog, body)).toEqual({ basis: "sender", id: "7890123456789012345" });
  });

  it("is known by its cycle, its transition and its time where the template has no id", () => {
    expect(identifyBody(datadog, open({ id: "$ID" }))).toMatchObject({ basis: "derived" });
    expect(identifyBody(datadog, open({ id: "$ID" }))).not.toEqual(
      identifyBody(datadog, open({ id: undefined, date: "1795162531000" })),
    );
    expect(identifyBody(datadog, open({ id: "$ID", date: "$DATE" }))).toEqual({ basis: "fresh" });
  });

  it("finds the incident by the cycle, not by the monitor that all groups share", () => {
    expect(read({ alert_cycle_key: "other-group" })).toMatchObject({
      events: [{ correlationKey: "other-group", monitor: { id: "1234567890" } }],
    });
    expect(read({ alert_cycle_key: "$ALERT_CYCLE_KEY" })).toMatchObject({
      events: [{ correlationKey: "9bd4ac313a4d1e8fae2482df7b77628a" }],
    });
  });

  it.each([
    [{ alert_transition: "Muted" }, "alert_transition", 'holds a word that is not known: "Muted"'],
    [{ alert_transition: "$ALERT_TRANSITION" }, "alert_transition", "is missing"],
    [{ alert_cycle_key: "", aggreg_key: "" }, "alert_cycle_key", "is missing"],
  ])("with %j is unreadable, and names the field", (changes, field, detail) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", field, detail });
  });

  it("reads the form as well", () => {
    const form = new URLSearchParams({ alert_transition: "Triggered", alert_cycle_key: "c1", date: "1795162530000" });
    const request = { headers: {}, body: Buffer.from(form.toString()), query: "", settings: {} };
    expect(datadog.normalise({ ...request, receivedAt: Date.UTC(2026, 10, 20, 9) })).toMatchObject({
      events: [{ type: "opened", correlationKey: "c1", occurredAt: 1795162530000 }],
    });
  });

  it("takes the title without its marks where there is no status text", () => {
    expect(read({ alert_status: "$ALERT_STATUS" })).toMatchObject({ events: [{ summary: "Checkout 5xx rate" }] });
  });
});
