import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { statuspage } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(statuspage, "open.json", changes);
const component = (changes: Record<string, unknown> = {}) => sampleBody(statuspage, "component_open.json", changes);

describe("sender statuspage", () => {
  it.each([
    ["investigating", "opened"],
    ["identified", "opened"],
    ["monitoring", "opened"],
    ["in_progress", "opened"],
    ["verifying", "opened"],
    ["scheduled", "updated"],
    ["postmortem", "updated"],
    ["resolved", "resolved"],
    ["completed", "resolved"],
  ])("reads an incident that is %s as %s, even where that is the first word of it", (status, type) => {
    expect(readBody(statuspage, open({ "incident.status": status }))).toMatchObject({ events: [{ type }] });
  });

  it("takes the begin for the time of the first update, and its own time for each later one", () => {
    expect(readBody(statuspage, open())).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58, 507), summary: "Checkout answers with errors." }],
    });
    expect(readBody(statuspage, sampleBody(statuspage, "update.json"))).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 25, 10), summary: "A deploy is rolled back." }],
    });
  });

  it.each([
    ["operational", "resolved", "unknown"],
    ["degraded_performance", "opened", "medium"],
    ["partial_outage", "opened", "high"],
    ["major_outage", "opened", "critical"],
    ["under_maintenance", "updated", "info"],
  ])("reads a component that is %s as %s", (status, type, severity) => {
    expect(readBody(statuspage, component({ "component_update.new_status": status }))).toMatchObject({
      events: [{ type, severity, correlationKey: "zvdm6f7gf76j", drift: [] }],
    });
  });

  it.each([
    ["none", "info"],
    ["minor", "medium"],
    ["major", "high"],
    ["critical", "critical"],
    ["maintenance", "info"],
  ])("reads the impact %s as %s", (impact, severity) => {
    expect(readBody(statuspage, open({ "incident.impact": impact }))).toMatchObject({
      events: [{ severity, drift: [] }],
    });
  });

  it("keeps HTML of an update as text", () => {
    expect(readBody(statuspage, open({ "incident.incident_updates": [{ body: "<b>Down</b>" }] }))).toMatchObject({
      events: [{ summary: "<b>Down</b>" }],
    });
  });

  it.each([
    [open({ "incident.status": "paused" }), "incident.status"],
    [open({ "incident.id": null }), "incident.id"],
    [open({ incident: undefined }), "incident.status"],
    [component({ "component_update.new_status": "on_fire" }), "component_update.new_status"],
    [component({ "component.id": "" }), "component.id"],
  ])("names the field that does not fit", (body, field) => {
    expect(readBody(statuspage, body)).toMatchObject({ outcome: "unreadable", field });
  });

  it("takes a retry, which is generated later, for the same delivery", () => {
    expect(identifyBody(statuspage, open({ "meta.generated_at": "2026-11-20T08:20:00.000Z" }))).toEqual(
      identifyBody(statuspage, open()),
    );
    expect(identifyBody(statuspage, open({ "incident.incident_updates": [] }))).toEqual({ basis: "fresh" });
  });
});
