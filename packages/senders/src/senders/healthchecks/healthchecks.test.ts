import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { healthchecks } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(healthchecks, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(healthchecks, open(changes));

describe("a Healthchecks delivery", () => {
  it("takes the made-up check of a test for one, and a check whose name only holds the word not", () => {
    expect(read({ name: "TEST" })).toMatchObject({ events: [{ type: "test" }] });
    expect(read({ name: "TEST database backup" })).toMatchObject({ events: [{ type: "opened" }] });
  });

  it("reads the query of a GET", () => {
    const query = "check_id=c1&status=down&now=2026-11-20T03:00:01%2B00:00";
    const request = { headers: {}, body: new Uint8Array(), query, settings: {} };
    expect(healthchecks.normalise({ ...request, receivedAt: Date.UTC(2026, 10, 20, 9) })).toMatchObject({
      events: [{ type: "opened", correlationKey: "c1", occurredAt: Date.UTC(2026, 10, 20, 3, 0, 1) }],
    });
  });

  it("is a failure where a name with a quote was pasted as it is", () => {
    expect(readBody(healthchecks, '{"check_id":"c1","name":"the "big" run","status":"down"}')).toMatchObject({
      outcome: "unreadable",
      reason: "unparsable",
    });
  });

  it.each([
    [{ status: "grace" }, "status"],
    [{ status: "$STATUS" }, "status"],
    [{ check_id: "$CODE" }, "check_id"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("is one of its own without its time", () => {
    expect(identifyBody(healthchecks, open({ now: "$NOW" }))).toEqual({ basis: "fresh" });
    expect(identifyBody(healthchecks, open({ details: {} }))).toEqual(identifyBody(healthchecks, open()));
  });
});
