import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { site24x7 } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(site24x7, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(site24x7, open(changes));

describe("a Site24x7 delivery", () => {
  it.each([
    ["DOWN", "opened", "critical"],
    ["CRITICAL", "opened", "high"],
    ["TROUBLE", "opened", "medium"],
    ["UP", "resolved", "unknown"],
  ])("with the status %s is %s and %s", (status, type, severity) => {
    expect(read({ STATUS: status })).toMatchObject({
      events: [{ type, severity, correlationKey: "123456000007534005", drift: [] }],
    });
  });

  it("keeps every digit of an id of 18 digits that is sent as a number", () => {
    const body = JSON.stringify(open()).replace('"123456000007534005"', "123456000007534005");
    expect(readBody(site24x7, body)).toEqual(read({}));
    expect(identifyBody(site24x7, body)).toEqual(identifyBody(site24x7, open()));
  });

  it("is resolved with the begin of the outage", () => {
    expect(readBody(site24x7, sampleBody(site24x7, "resolve.json"))).toMatchObject({
      events: [{ summary: "Checkout API", startedAt: 1795162498000 }],
    });
  });

  it("reads a form as it reads JSON", () => {
    const form = new URLSearchParams(open() as Record<string, string>).toString();
    expect(readBody(site24x7, form)).toEqual(read({}));
  });

  it.each([
    [{ STATUS: "SUSPENDED" }, "STATUS"],
    [{ STATUS: "$STATUS" }, "STATUS"],
    [{ MONITOR_ID: undefined }, "MONITOR_ID"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });
});
