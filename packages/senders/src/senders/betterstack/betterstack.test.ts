import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { betterstack } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(betterstack, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(betterstack, open(changes));

describe("a Better Stack delivery", () => {
  it.each(["monitor", "on_call_calendar"])("about a %s is ignored, and says so", (type) => {
    expect(read({ "data.type": type })).toMatchObject({
      outcome: "ignored",
      reason: expect.stringContaining("not an incident"),
    });
  });

  it("opens again what was reopened, at no time that it would name", () => {
    expect(read({ event: "reopened" })).toMatchObject({ events: [{ type: "opened", occurredAt: null }] });
  });

  it("does not mind an acknowledgement before the begin", () => {
    const early = { event: "acknowledged", "data.attributes.acknowledged_at": "2026-11-20T08:10:00.000Z" };
    expect(read(early)).toMatchObject({
      events: [{ type: "acknowledged", occurredAt: Date.UTC(2026, 10, 20, 8, 10), drift: [] }],
    });
  });

  it("takes a monitor named for a test for one", () => {
    expect(read({ "data.attributes.name": "Signalbox test" })).toMatchObject({ events: [{ type: "test" }] });
  });

  it.each([
    [{ event: "escalated" }, "event"],
    [{ event: undefined }, "event"],
    [{ "data.type": "heartbeat_group" }, "data.type"],
    [{ "data.type": undefined }, "data.type"],
    [{ "data.id": "" }, "data.id"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("does not take the webhook of a status page's subscriber for an incident", () => {
    const body = { event_type: "incident", meta: {}, page: {}, incident: { id: "1", incident_updates: [] } };
    expect(readBody(betterstack, body)).toMatchObject({ outcome: "unreadable", field: "data.type" });
  });

  it("is one of its own each time that an incident is opened again, and each time that it is acknowledged anew", () => {
    expect(identifyBody(betterstack, open({ event: "reopened" }))).toEqual({ basis: "fresh" });
    const acknowledged = (at: string) =>
      identifyBody(betterstack, open({ event: "acknowledged", "data.attributes.acknowledged_at": at }));
    expect(acknowledged("2026-11-20T08:20:00Z")).not.toEqual(acknowledged("2026-11-20T09:20:00Z"));
  });

  it("has one identity for each event of an incident", () => {
    expect(identifyBody(betterstack, open())).not.toEqual(identifyBody(betterstack, open({ event: "acknowledged" })));
    expect(identifyBody(betterstack, open({ "data.attributes.cause": "other" }))).toEqual(
      identifyBody(betterstack, open()),
    );
  });
});
