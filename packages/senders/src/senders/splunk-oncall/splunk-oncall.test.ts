import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { splunkOncall } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(splunkOncall, "open.json", changes);

const standing = (variable: string) => `$\u007b{${variable}}}`;

describe("sender splunk-oncall", () => {
  it.each([
    ["UNACKED", "opened"],
    ["ACKED", "acknowledged"],
    ["RESOLVED", "resolved"],
  ])("reads the phase %s as %s, whatever the last message was", (phase, type) => {
    expect(readBody(splunkOncall, open({ phase, message_type: "INFO" }))).toMatchObject({ events: [{ type }] });
  });

  it.each([
    ["CRITICAL", "opened", "critical"],
    ["WARNING", "opened", "medium"],
    ["ACKNOWLEDGEMENT", "acknowledged", "unknown"],
    ["INFO", "updated", "unknown"],
    ["RECOVERY", "resolved", "unknown"],
  ])("reads the message type %s as %s where there is no phase", (message_type, type, severity) => {
    expect(readBody(splunkOncall, open({ phase: undefined, message_type }))).toMatchObject({
      events: [{ type, severity, drift: [] }],
    });
  });

  it("takes a variable that was left standing for missing", () => {
    const body = open({
      phase: standing("STATE.CURRENT_ALERT_PHASE"),
      incident_number: standing("STATE.INCIDENT_NAME"),
    });
    expect(readBody(splunkOncall, body)).toMatchObject({
      events: [{ type: "opened", correlationKey: "checkout/5xx" }],
    });
    expect(identifyBody(splunkOncall, open({ timestamp: standing("ALERT.timestamp") }))).toEqual({ basis: "fresh" });
  });

  it.each(["1795162498", 1795162498, "1795162498000"])("reads the time %j, in seconds or milliseconds", (timestamp) => {
    expect(readBody(splunkOncall, open({ timestamp }))).toMatchObject({ events: [{ occurredAt: 1795162498000 }] });
  });

  it("reads the same fields from a form", () => {
    const form = new URLSearchParams(open() as Record<string, string>).toString();
    expect(readBody(splunkOncall, form)).toEqual(readBody(splunkOncall, open()));
  });

  it.each([
    [open({ phase: "SNOOZED" }), "phase"],
    [open({ phase: undefined, message_type: undefined }), "phase"],
    [open({ phase: "", message_type: "LOUD" }), "message_type"],
    [open({ incident_number: "", entity_id: "" }), "incident_number"],
  ])("names the field that does not fit", (body, field) => {
    expect(readBody(splunkOncall, body)).toMatchObject({ outcome: "unreadable", field });
  });
});
