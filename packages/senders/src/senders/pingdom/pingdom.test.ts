import { describe, expect, it } from "vitest";
import { identifyBody, readBody, receivedAt, sampleBody } from "../../conformance/read-body.ts";
import { pingdom } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(pingdom, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(pingdom, open(changes));

describe("a Pingdom delivery", () => {
  it.each([
    ["FAILING", "opened"],
    ["SUCCESS", "resolved"],
  ])("of a transaction check that is %s is %s", (state, type) => {
    expect(read({ current_state: state })).toMatchObject({ events: [{ type }] });
  });

  it("reads the text time as UTC, whatever the zone of the source", () => {
    const body = open({ state_changed_timestamp: undefined });
    expect(readBody(pingdom, body, { timeZone: "America/New_York" })).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58) }],
    });
  });

  it("has the same identity however its slashes are escaped, and when it is sent once more", () => {
    const escaped = JSON.stringify(open()).replaceAll("/", "\\/");
    expect(identifyBody(pingdom, escaped)).toEqual(identifyBody(pingdom, open()));
    expect(readBody(pingdom, escaped)).toEqual(read({}));
    expect(identifyBody(pingdom, open({ long_description: "again" }))).toEqual(identifyBody(pingdom, open()));
  });

  it("may lack its level, its texts and its probes", () => {
    const bare = { importance_level: undefined, description: "", long_description: undefined, second_probe: {} };
    expect(read(bare)).toMatchObject({ events: [{ severity: "unknown", summary: "Checkout API", drift: [] }] });
  });

  it.each([
    ["HIGH", "high"],
    ["LOW", "low"],
  ])("of the level %s is %s", (level, severity) => {
    expect(read({ importance_level: level })).toMatchObject({ events: [{ severity }] });
  });

  it.each([
    [{ current_state: "UNSURE" }, "current_state"],
    [{ current_state: undefined }, "current_state"],
    [{ check_id: null }, "check_id"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("leaves out a time that lies in the future", () => {
    const ahead = Math.floor(receivedAt / 1000) + 172_800;
    expect(read({ state_changed_timestamp: ahead, state_changed_utc_time: undefined })).toMatchObject({
      events: [{ occurredAt: null, drift: ["state_changed_timestamp: lies more than a day in the future"] }],
    });
  });
});
