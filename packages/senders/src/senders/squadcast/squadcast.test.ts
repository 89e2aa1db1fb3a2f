import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { squadcast } from "./index.ts";

const place = "data.resource_data";
const open = (changes: Record<string, unknown> = {}) => sampleBody(squadcast, "open.json", changes);

describe("sender squadcast", () => {
  it.each([
    ["2026-11-20T08:14:58.11Z", Date.UTC(2026, 10, 20, 8, 14, 58, 110)],
    ["2026-11-20T08:14:58.123456789Z", Date.UTC(2026, 10, 20, 8, 14, 58, 123)],
    ["2026-11-20T08:14:58Z", Date.UTC(2026, 10, 20, 8, 14, 58)],
  ])("reads the time %s", (time, occurredAt) => {
    expect(readBody(squadcast, open({ [`${place}.created_at`]: time }))).toMatchObject({ events: [{ occurredAt }] });
  });

  it("takes Go's zero time for none, and the time of the event instead", () => {
    expect(readBody(squadcast, open({ [`${place}.created_at`]: "0001-01-01T00:00:00Z" }))).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 14, 59, 123), drift: [] }],
    });
  });

  it.each([
    [null, "unknown"],
    [{}, "unknown"],
    [{ severity: "high" }, "high"],
    [{ severity: { value: "critical", color: "#FF0A49" } }, "critical"],
  ])("reads the severity of the tags %j as %s", (tags, severity) => {
    expect(readBody(squadcast, open({ [`${place}.tags`]: tags }))).toMatchObject({ events: [{ severity, drift: [] }] });
  });

  it("reads a change of hands as an update", () => {
    expect(readBody(squadcast, open({ "event.type": "incident.reassigned" }))).toMatchObject({
      events: [{ type: "updated" }],
    });
  });

  it.each([
    ["event.type", "incident.notes.created"],
    ["event.type", undefined],
    [`${place}.id`, null],
  ])("names %s when it is %j", (field, value) => {
    expect(readBody(squadcast, open({ [field]: value }))).toMatchObject({ outcome: "unreadable", field });
  });

  it("takes the id of the event, never that of the incident", () => {
    expect(identifyBody(squadcast, open())).toEqual({ basis: "sender", id: "evt-0001" });
    expect(identifyBody(squadcast, open({ "event.id": "" }))).toEqual({ basis: "fresh" });
  });
});
