import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { hyperping } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(hyperping, "open.json", changes);

describe("sender hyperping", () => {
  it("names the monitor by the address that it watches, as there is no name", () => {
    expect(readBody(hyperping, open())).toMatchObject({
      events: [{ monitor: { id: "mon_8f31c2", name: "https://api.shop.example/checkout/health" } }],
    });
    expect(readBody(hyperping, open({ "check.url": undefined }))).toMatchObject({
      events: [{ monitor: { id: "mon_8f31c2", name: "mon_8f31c2" }, summary: "", url: null }],
    });
  });

  it("makes nothing of the downtime, whose unit is not documented", () => {
    expect(readBody(hyperping, sampleBody(hyperping, "resolve.json", { "check.downtime": 1e9 }))).toMatchObject({
      events: [{ startedAt: null, labels: { status: "200" }, drift: [] }],
    });
  });

  it.each([
    ["event", "check.degraded"],
    ["event", undefined],
    ["check.monitorUuid", ""],
  ])("names %s when it is %j", (field, value) => {
    expect(readBody(hyperping, open({ [field]: value }))).toMatchObject({ outcome: "unreadable", field });
  });

  it("has a delivery for each check", () => {
    expect(identifyBody(hyperping, open({ "check.downtime": 3 }))).toEqual(identifyBody(hyperping, open()));
    expect(identifyBody(hyperping, open({ "check.date": undefined }))).toEqual({ basis: "fresh" });
  });
});
