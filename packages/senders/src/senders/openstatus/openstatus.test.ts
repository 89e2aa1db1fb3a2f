import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { openstatus } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(openstatus, "open.json", changes);

describe("sender openstatus", () => {
  it("never ends an outage of monitor 1 by the test, which says that monitor 1 has recovered", () => {
    expect(readBody(openstatus, sampleBody(openstatus, "test.json"))).toMatchObject({
      events: [{ type: "test", correlationKey: "test" }],
    });
  });

  it.each([[{ "monitor.id": 1, status: "recovered" }], [{ "monitor.name": "test", status: "recovered" }]])(
    "takes %j for a real recovery",
    (changes) => {
      expect(readBody(openstatus, open(changes))).toMatchObject({ events: [{ type: "resolved" }] });
    },
  );

  it.each([
    ["error", "opened", "high"],
    ["degraded", "opened", "medium"],
    ["recovered", "resolved", "unknown"],
  ])("reads the status %s as %s with the severity %s", (status, type, severity) => {
    expect(readBody(openstatus, open({ status }))).toMatchObject({ events: [{ type, severity, drift: [] }] });
  });

  it("reads on without status code, latency and error message", () => {
    const changes = { statusCode: undefined, latency: undefined, errorMessage: undefined };
    expect(readBody(openstatus, open(changes))).toMatchObject({
      events: [{ summary: "Checkout API", labels: { status: "error" }, drift: [] }],
    });
  });

  it.each([
    ["status", "paused"],
    ["status", undefined],
    ["monitor.id", null],
  ])("names %s when it is %j", (field, value) => {
    expect(readBody(openstatus, open({ [field]: value }))).toMatchObject({ outcome: "unreadable", field });
  });

  it("has a delivery for each check", () => {
    expect(identifyBody(openstatus, open({ latency: 1 }))).toEqual(identifyBody(openstatus, open()));
    expect(identifyBody(openstatus, open({ cronTimestamp: 1 }))).not.toEqual(identifyBody(openstatus, open()));
    expect(identifyBody(openstatus, open({ cronTimestamp: null }))).toEqual({ basis: "fresh" });
  });
});
