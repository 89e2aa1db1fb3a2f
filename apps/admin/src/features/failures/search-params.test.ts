import { describe, expect, it } from "vitest";
import { failureSearch, filterOf } from "./search-params.ts";

describe("failureSearch", () => {
  it("takes what the URL says and leaves out what is no filter", () => {
    expect(failureSearch.parse({})).toEqual({ status: "open" });
    expect(failureSearch.parse({ status: "x", within: "9y", kind: "action-late" })).toEqual({
      status: "open",
      kind: "action-late",
    });
  });

  it("counts the time back from now", () => {
    const now = Date.parse("2026-11-24T03:00:00Z");
    expect(filterOf(failureSearch.parse({ within: "24h", source: "probe" }), now)).toEqual({
      kind: undefined,
      connection: undefined,
      source: "probe",
      from: "2026-11-23T03:00:00.000Z",
    });
  });
});
