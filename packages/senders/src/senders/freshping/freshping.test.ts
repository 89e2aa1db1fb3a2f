import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { freshping } from "./index.ts";

const place = "webhook_event_data";
const open = (changes: Record<string, unknown> = {}) => sampleBody(freshping, "open.json", changes);

describe("sender freshping", () => {
  it("tells the test, which says Available, from a recovery", () => {
    expect(readBody(freshping, sampleBody(freshping, "test.json"))).toMatchObject({ events: [{ type: "test" }] });
  });

  it.each([
    ["Reporting Error", "opened"],
    ["Not Responding", "opened"],
    ["Available", "resolved"],
  ])("reads the state %s as %s", (state, type) => {
    expect(readBody(freshping, open({ [`${place}.check_state_name`]: state }))).toMatchObject({ events: [{ type }] });
  });

  it("reads microseconds with an offset", () => {
    expect(readBody(freshping, open())).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58, 644) }],
    });
  });

  it.each([
    [`${place}.check_state_name`, "Paused"],
    [`${place}.check_state_name`, null],
    [`${place}.check_id`, undefined],
  ])("names %s when it is %j", (field, value) => {
    expect(readBody(freshping, open({ [field]: value }))).toMatchObject({ outcome: "unreadable", field });
  });

  it("takes the id of the event, which is a number", () => {
    expect(identifyBody(freshping, open())).toEqual({ basis: "sender", id: "5301855" });
    expect(identifyBody(freshping, open({ webhook_event_id: null }))).toEqual({ basis: "fresh" });
  });
});
