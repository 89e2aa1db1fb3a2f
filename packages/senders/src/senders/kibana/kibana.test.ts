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

  const detection = (uuid: string | undefined, more: Record<string, unknown> = {}) =>
    JSON.stringify({
      "@timestamp": "2026-11-20T08:14:58.412Z",
      kibana: { alert: { uuid, severity: "high", reason: "a } in {", rule: { name: "SSH", uuid: "r1" }, ...more } },
    });

  it("reads the alerts of SIEM rules, which stand one after another", () => {
    const dotted = JSON.stringify({ "kibana.alert.uuid": "u3", "kibana.alert.rule.name": "SSH" });
    expect(readBody(kibana, `${detection("u1")}${detection("u2")}\n${dotted}`)).toMatchObject({
      outcome: "events",
      unreadable: [],
      events: [
        {
          type: "opened",
          correlationKey: "u1",
          occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58, 412),
          monitor: { id: "r1", name: "SSH" },
          severity: "high",
          summary: "a } in {",
          drift: [],
        },
        { correlationKey: "u2" },
        { correlationKey: "u3", severity: "unknown" },
      ],
    });
    expect(readBody(kibana, detection("u1"))).toMatchObject({ events: [{ correlationKey: "u1" }] });
    expect(readBody(kibana, detection("u1", { rule: { name: "Signalbox test" } }))).toMatchObject({
      events: [{ type: "test" }],
    });
  });

  it("names the alert of a SIEM rule that can't be read, and reads the others", () => {
    expect(readBody(kibana, detection("u1") + detection(undefined))).toMatchObject({
      events: [{ correlationKey: "u1" }],
      unreadable: [{ field: "[1].kibana.alert.uuid", detail: "is missing" }],
    });
    expect(readBody(kibana, `${detection("u1")}{"cut`)).toMatchObject({ reason: "unparsable" });
  });

  it("knows the same alerts of SIEM rules again", () => {
    const body = detection("u1") + detection("u2");
    expect(identifyBody(kibana, body)).toMatchObject({ basis: "derived" });
    expect(identifyBody(kibana, `${detection("u1")}\n${detection("u2", { reason: "x" })}`)).toEqual(
      identifyBody(kibana, body),
    );
    expect(identifyBody(kibana, detection("u1"))).not.toEqual(identifyBody(kibana, body));
    expect(identifyBody(kibana, detection("u1") + detection(undefined))).toEqual({ basis: "fresh" });
  });

  it("takes each run of the action for a delivery of its own", () => {
    expect(identifyBody(kibana, open({ "context.reason": "other" }))).toEqual(identifyBody(kibana, open()));
    expect(identifyBody(kibana, open({ date: "2026-11-20T08:15:58.412Z" }))).not.toEqual(identifyBody(kibana, open()));
    expect(identifyBody(kibana, open({ date: "{{date}}" }))).toEqual({ basis: "fresh" });
  });
});
