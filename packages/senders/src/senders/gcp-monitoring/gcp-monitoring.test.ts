import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { gcpMonitoring } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(gcpMonitoring, "open.json", changes);

describe("sender gcp-monitoring", () => {
  it.each(["open", "OPEN", "Open"])("reads the state %s in any case", (state) => {
    expect(readBody(gcpMonitoring, open({ "incident.state": state }))).toMatchObject({ events: [{ type: "opened" }] });
    expect(identifyBody(gcpMonitoring, open({ "incident.state": state }))).toEqual(identifyBody(gcpMonitoring, open()));
  });

  it("reads the documentation as nothing, whether it is an object or a text", () => {
    for (const documentation of ["plain", { content: "x" }, null]) {
      expect(readBody(gcpMonitoring, open({ "incident.documentation": documentation }))).toMatchObject({
        events: [{ drift: [] }],
      });
    }
  });

  it("never opens an incident for the channel's test, which says it is open since 0", () => {
    expect(readBody(gcpMonitoring, sampleBody(gcpMonitoring, "test.json"))).toMatchObject({
      events: [{ type: "test", occurredAt: null, drift: [] }],
    });
    expect(identifyBody(gcpMonitoring, sampleBody(gcpMonitoring, "test.json"))).toEqual({ basis: "fresh" });
  });

  it.each([0, null])("takes %j for no time", (none) => {
    expect(readBody(gcpMonitoring, open({ "incident.started_at": none }))).toMatchObject({
      events: [{ occurredAt: null, drift: [] }],
    });
  });

  it.each([
    ["Critical", {}, "critical"],
    ["Error", {}, "high"],
    ["Warning", {}, "medium"],
    ["No severity", {}, "unknown"],
    ["No severity", { severity: "p3" }, "medium"],
    [undefined, { severity: "critical" }, "critical"],
    ["Error", { severity: "critical" }, "high"],
  ])("reads the severity %j with the labels %j as %s", (severity, policy_user_labels, expected) => {
    const body = open({ "incident.severity": severity, "incident.policy_user_labels": policy_user_labels });
    expect(readBody(gcpMonitoring, body)).toMatchObject({ events: [{ severity: expected, drift: [] }] });
  });

  it.each([
    ["incident.state", "snoozed"],
    ["incident.state", undefined],
    ["incident.incident_id", null],
  ])("names %s when it is %j", (field, value) => {
    expect(readBody(gcpMonitoring, open({ [field]: value }))).toMatchObject({ outcome: "unreadable", field });
  });

  it("takes a repeated open for the same delivery", () => {
    expect(identifyBody(gcpMonitoring, open({ "incident.observed_value": "99.0" }))).toEqual(
      identifyBody(gcpMonitoring, open()),
    );
  });
});
