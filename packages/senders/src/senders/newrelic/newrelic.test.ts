import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { newrelic } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(newrelic, "open.json", changes);
const legacy = (changes: Record<string, unknown> = {}) => sampleBody(newrelic, "legacy_open.json", changes);

describe("sender newrelic", () => {
  it.each([
    ["CREATED", "opened"],
    ["ACTIVATED", "opened"],
    ["ACKNOWLEDGED", "acknowledged"],
    ["DEACTIVATED", "updated"],
    ["CLOSED", "resolved"],
  ])("reads the state %s as %s", (state, type) => {
    expect(readBody(newrelic, open({ state }))).toMatchObject({ events: [{ type }] });
  });

  it("gives CREATED and ACTIVATED of one issue the same key and time, so that it opens once", () => {
    const times = ["CREATED", "ACTIVATED"].map((state) =>
      readBody(newrelic, open({ state, updatedAt: 1795162599999 })),
    );
    for (const read of times) {
      expect(read).toMatchObject({
        events: [{ correlationKey: "c5faa7e6-7b54-402d-af79-f99601e0278c", occurredAt: 1795162530352 }],
      });
    }
  });

  it.each([
    ["CRITICAL", "critical"],
    ["HIGH", "high"],
    ["MEDIUM", "medium"],
    ["LOW", "low"],
  ])("reads the priority %s as %s", (priority, severity) => {
    expect(readBody(newrelic, open({ priority }))).toMatchObject({ events: [{ severity, drift: [] }] });
  });

  it("reads one event for an issue that holds several incidents", () => {
    const merged = open({ isCorrelated: true, totalIncidents: 3, alertConditionNames: ["A", "B"] });
    expect(readBody(newrelic, merged)).toMatchObject({
      events: [{ monitor: { id: "A" }, labels: { totalIncidents: "3" } }],
    });
  });

  it("is unreadable where a template without the json helper left a quote in a text", () => {
    expect(readBody(newrelic, '{"id":"1","title":"the "checkout" is down","state":"ACTIVATED"}')).toMatchObject({
      outcome: "unreadable",
      reason: "unparsable",
    });
  });

  it.each([
    [open({ state: "SNOOZED" }), "state"],
    [open({ state: undefined }), "state"],
    [open({ id: "" }), "id"],
    [legacy({ current_state: "paused" }), "current_state"],
    [legacy({ incident_id: null }), "incident_id"],
  ])("names the field that does not fit", (body, field) => {
    expect(readBody(newrelic, body)).toMatchObject({ outcome: "unreadable", field });
  });

  it("has a delivery for each change of an issue", () => {
    expect(identifyBody(newrelic, open({ updatedAt: 1795162530700 }))).not.toEqual(identifyBody(newrelic, open()));
    expect(identifyBody(newrelic, open({ updatedAt: undefined }))).toEqual({ basis: "fresh" });
  });
});
