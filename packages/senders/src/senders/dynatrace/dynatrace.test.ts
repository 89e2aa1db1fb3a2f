import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { dynatrace } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(dynatrace, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(dynatrace, open(changes));

describe("a Dynatrace delivery", () => {
  it("has the last of a key that stands twice", () => {
    expect(readBody(dynatrace, '{"State":"OPEN","PID":"1","State":"RESOLVED"}')).toMatchObject({
      events: [{ type: "resolved" }],
    });
  });

  it("reads details in quotes as it reads them without", () => {
    const body = open() as { ProblemDetailsJSON: unknown };
    expect(read({ ProblemDetailsJSON: JSON.stringify(body.ProblemDetailsJSON) })).toEqual(read({}));
  });

  it.each([
    ["ACKNOWLEDGED", "acknowledged"],
    ["MERGED", "resolved"],
  ])("in the state %s is %s", (state, type) => {
    expect(read({ State: state })).toMatchObject({ events: [{ type, drift: [] }] });
  });

  it("tells a test run from a problem by its number or its title", () => {
    expect(read({ ProblemID: "999" })).toMatchObject({ events: [{ type: "test" }] });
    expect(read({ ProblemTitle: "Dynatrace problem notification test run" })).toMatchObject({
      events: [{ type: "test" }],
    });
    expect(identifyBody(dynatrace, open({ ProblemID: "999" }))).toEqual({ basis: "fresh" });
  });

  it.each([
    ["AVAILABILITY", "critical"],
    ["ERROR", "high"],
    ["PERFORMANCE", "medium"],
    ["RESOURCE_CONTENTION", "medium"],
    ["CUSTOM_ALERT", "unknown"],
  ])("of the severity %s is %s", (word, severity) => {
    expect(read({ ProblemSeverity: word })).toMatchObject({ events: [{ severity, drift: [] }] });
  });

  it("is found by the PID: problem numbers come again", () => {
    expect(read({ ProblemID: "P-1" })).toMatchObject({
      events: [{ correlationKey: "-6004362228644432354_1795162440000V2" }],
    });
    expect(identifyBody(dynatrace, open({ PID: "other" }))).not.toEqual(identifyBody(dynatrace, open()));
  });

  it("is an update of its own when an event is merged into an open problem", () => {
    const more = open({ "ProblemDetailsJSON.rankedEvents": [] });
    expect(identifyBody(dynatrace, more)).not.toEqual(identifyBody(dynatrace, open()));
  });

  it.each([
    [{ State: "REOPENED" }, "State"],
    [{ State: "{State}" }, "State"],
    [{ PID: "{PID}" }, "PID"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });
});
