import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { hetrixtools } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(hetrixtools, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(hetrixtools, open(changes));

describe("a HetrixTools delivery", () => {
  it("is the same however its slashes are escaped", () => {
    const escaped = JSON.stringify(open()).replaceAll("/", "\\/");
    expect(readBody(hetrixtools, escaped)).toEqual(read({}));
    expect(identifyBody(hetrixtools, escaped)).toEqual(identifyBody(hetrixtools, open()));
  });

  it.each([[[]], [{}], [undefined], [null]])("may have %j for its errors", (errors) => {
    expect(read({ monitor_errors: errors })).toMatchObject({ events: [{ summary: "Checkout API", drift: [] }] });
  });

  it("names the errors of at most 100 places", () => {
    const errors = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`place ${index}`, `e${index}`]));
    const outcome = read({ monitor_errors: errors });
    const summary = outcome.outcome === "events" ? outcome.events[0]!.summary : "";
    expect([summary.includes("e99"), summary.includes("e100")]).toEqual([true, false]);
  });

  it("keeps the host of a monitor that is of no web page", () => {
    expect(read({ monitor_target: "10.0.1.11:5432" })).toMatchObject({
      events: [{ url: null, labels: { monitor_target: "10.0.1.11:5432" }, drift: [] }],
    });
  });

  it("takes a monitor named for a test for one", () => {
    expect(read({ monitor_name: "Signalbox test" })).toMatchObject({ events: [{ type: "test" }] });
  });

  it.each([
    [{ monitor_status: "maintenance" }, "monitor_status"],
    [{ monitor_status: undefined }, "monitor_status"],
    [{ monitor_id: undefined }, "monitor_id"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("is one of its own without its time", () => {
    expect(identifyBody(hetrixtools, open({ timestamp: undefined }))).toEqual({ basis: "fresh" });
  });
});
