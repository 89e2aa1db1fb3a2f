import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { cronitor } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(cronitor, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(cronitor, open(changes));

describe("a Cronitor delivery", () => {
  it("says no time and has no id of its own", () => {
    expect(read({})).toMatchObject({ events: [{ occurredAt: null }] });
    expect(identifyBody(cronitor, open())).toEqual({ basis: "fresh" });
  });

  it("is found by the issue, else by monitor and environment", () => {
    expect(read({ issue_url: undefined })).toMatchObject({
      events: [{ correlationKey: "d3x0c1/production", url: null }],
    });
    expect(read({ issue_url: "", environment: null })).toMatchObject({ events: [{ correlationKey: "d3x0c1" }] });
  });

  it("takes a monitor named for a test for one", () => {
    expect(read({ monitor: "Signalbox test" })).toMatchObject({ events: [{ type: "test" }] });
  });

  it.each([
    [{ type: "PAUSED" }, "type"],
    [{ type: undefined }, "type"],
    [{ issue_url: undefined, id: undefined }, "issue_url"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });
});
