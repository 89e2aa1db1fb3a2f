import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { kibana } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(kibana, "open.json", changes);
const summary = (changes: Record<string, unknown> = {}) => sampleBody(kibana, "summary.json", changes);

describe("sender kibana", () => {
  it.each([
    ["recovered", "resolved"],
    ["Recovered", "resolved"],
    ["threshold met", "opened"],
    ["metrics.threshold.fired", "opened"],
  ])("reads the action group %s as %s", (group, type) => {
    expect(readBody(kibana, open({ "alert.actionGroup": group }))).toMatchObject({ events: [{ type, drift: [] }] });
  });

  it("finds the incident by rule and alert where the version of Kibana knows no uuid", () => {
    for (const uuid of ["", "{{alert.uuid}}", undefined]) {
      expect(readBody(kibana, open({ "alert.uuid": uuid }))).toMatchObject({
        events: [{ correlationKey: "6c1f0f0e-9a53-4a7e-8f0c-2f1de6a4b111/checkout" }],
      });
    }
  });

  it.each([
    [open({ "alert.actionGroup": "{{alert.actionGroup}}" }), "alert.actionGroup"],
    [open({ "alert.actionGroup": "" }), "alert.actionGroup"],
    [open({ "alert.uuid": "", "alert.id": "" }), "alert.uuid"],
    [summary({ alerts: {} }), "alerts"],
    [summary({ "alerts.recovered.data": {} }), "alerts.recovered.data"],
  ])("names the field that does not fit", (body, field) => {
    expect(readBody(kibana, body)).toMatchObject({ outcome: "unreadable", field });
  });

  it("names the alert of a summary that has no uuid, and reads the others", () => {
    expect(readBody(kibana, summary({ "alerts.new.data": [{}] }))).toMatchObject({
      events: [{ type: "resolved" }],
      unreadable: [{ field: "alerts.new.data[0].kibana.alert.uuid", detail: "is missing" }],
    });
  });

  it("reads the alerts of a summary whose fields stand one inside the other", () => {
    const alert = { kibana: { alert: { uuid: "u1", reason: "too many", start: "2026-11-20T08:14:58.000Z" } } };
    expect(readBody(kibana, summary({ "alerts.new.data": [alert], "alerts.recovered.data": [] }))).toMatchObject({
      events: [{ type: "opened", correlationKey: "u1", summary: "too many", monitor: { name: "Checkout 5xx" } }],
    });
  });

  it("is unreadable for several objects one after another, as SIEM rules write them", () => {
    expect(readBody(kibana, '{"rule":{"id":"1"}}\n{"rule":{"id":"2"}}')).toMatchObject({ reason: "unparsable" });
  });

  it("takes each run of the action for a delivery of its own", () => {
    expect(identifyBody(kibana, open({ "context.reason": "other" }))).toEqual(identifyBody(kibana, open()));
    expect(identifyBody(kibana, open({ date: "2026-11-20T08:15:58.412Z" }))).not.toEqual(identifyBody(kibana, open()));
    expect(identifyBody(kibana, open({ date: "{{date}}" }))).toEqual({ basis: "fresh" });
  });
});
