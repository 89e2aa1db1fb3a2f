import { toIso } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { zabbix } from "./index.ts";

const read = (changes: Record<string, unknown>, settings = {}) =>
  readBody(zabbix, sampleBody(zabbix, "open.json", changes), settings);

describe("a Zabbix delivery", () => {
  it("has its times in the zone of the source", () => {
    const outcome = read({ lastReceived: "2026.11.20 09:14:58" }, { timeZone: "Europe/Berlin" });
    expect(outcome.outcome === "events" && toIso(outcome.events[0]!.occurredAt!)).toBe("2026-11-20T08:14:58.000Z");
  });

  it.each([
    ["PROBLEM", "", "opened"],
    ["PROBLEM", "{EVENT.UPDATE.ACTION}", "opened"],
    ["PROBLEM", "acknowledged, commented", "acknowledged"],
    ["PROBLEM", "unacknowledged", "updated"],
    ["PROBLEM", "commented", "updated"],
    ["OK", "", "resolved"],
    ["RESOLVED", "closed", "resolved"],
    ["{EVENT.STATUS}", "{EVENT.UPDATE.ACTION}", "test"],
  ])("with the status %s and the action %j is %s", (status, action, type) => {
    expect(read({ status, update_action: action })).toMatchObject({ events: [{ type }] });
  });

  it.each([
    ["Not classified", "unknown", 0],
    ["Information", "info", 0],
    ["Warning", "medium", 0],
    ["Average", "medium", 0],
    ["High", "high", 0],
    ["Disaster", "critical", 0],
    ["Purple", "unknown", 1],
  ])("of severity %s is %s", (severity, expected, driftCount) => {
    const outcome = read({ severity });
    expect(outcome).toMatchObject({ events: [{ severity: expected }] });
    expect(outcome.outcome === "events" && outcome.events[0]!.drift.length).toBe(driftCount);
  });

  it.each([
    [{ status: "MAYBE" }, "status", 'holds a word that is not known: "MAYBE"'],
    [{ id: "{EVENT.ID}" }, "id", "is missing"],
    [{ id: "" }, "id", "is missing"],
  ])("with %j is unreadable, and names the field", (changes, field, detail) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field, detail });
  });

  it("lives with macros that have no value, and with tags that are no JSON", () => {
    expect(read({ url: "{$ZABBIX.URL}", tags: "service:checkout", host_ip: "{HOST.IP}" })).toMatchObject({
      events: [{ url: null, labels: { host_name: "checkout-1" } }],
    });
  });

  it("has its sample stamped by the clock of the source's zone", () => {
    const now = Date.UTC(2026, 6, 1, 22, 30, 5);
    for (const timeZone of ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]) {
      const { headers, body } = zabbix.sample("open", { now, key: "1", timeZone });
      const read = zabbix.normalise({ headers, body, query: "", receivedAt: now, settings: { timeZone } });
      expect(read).toMatchObject({ events: [{ occurredAt: now }] });
    }
  });

  it("adds the ids to the address only where they are numbers", () => {
    expect(read({ triggerId: "1&x=2" })).toMatchObject({ events: [{ url: "https://zabbix.example" }] });
  });

  it("is a delivery of its own without its time, and another one for each action", () => {
    const identity = (changes: Record<string, unknown>) =>
      identifyBody(zabbix, sampleBody(zabbix, "open.json", changes));
    expect(identity({ lastReceived: "{DATE} {TIME}" })).toEqual({ basis: "fresh" });
    expect(identity({ update_action: "acknowledged" })).not.toEqual(identity({}));
    expect(identity({ message: "retold" })).toEqual(identity({}));
  });
});
