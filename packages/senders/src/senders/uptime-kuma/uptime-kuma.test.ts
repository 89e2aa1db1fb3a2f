import { describe, expect, it } from "vitest";
import { identifyBody, readBody, receivedAt, sampleBody } from "../../conformance/read-body.ts";
import { uptimeKuma } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(uptimeKuma, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(uptimeKuma, open(changes));

describe("an Uptime Kuma delivery", () => {
  it.each([
    [0, "opened"],
    [1, "resolved"],
    [2, "updated"],
    [3, "updated"],
  ])("with the heartbeat's status %i is %s", (status, type) => {
    expect(read({ "heartbeat.status": status })).toMatchObject({ events: [{ type }] });
  });

  it("without heartbeat and monitor is a test, or a notice that is ignored: the text tells", () => {
    expect(read({ heartbeat: null, monitor: null, msg: "My webhook Testing" })).toMatchObject({
      events: [{ type: "test" }],
    });
    const notice = "[Checkout API] server certificate api.shop.example will expire in 14 days";
    expect(read({ heartbeat: null, monitor: null, msg: notice })).toMatchObject({ outcome: "ignored" });
  });

  it("reads the query of a GET, with JSON in each field", () => {
    const { heartbeat, monitor, msg } = open() as Record<string, unknown>;
    const query = new URLSearchParams({
      msg: String(msg),
      heartbeat: JSON.stringify(heartbeat),
      monitor: JSON.stringify(monitor),
    }).toString();
    const request = { headers: {}, body: new Uint8Array(), query };
    const events = (outcome: ReturnType<typeof uptimeKuma.normalise>) => outcome.outcome === "events" && outcome.events;
    expect(events(uptimeKuma.normalise({ ...request, receivedAt, settings: {} }))).toEqual(events(read({})));
    expect(uptimeKuma.identify(request)).toEqual(identifyBody(uptimeKuma, open()));
  });

  it("reads the times as UTC, whatever the zone of the source", () => {
    expect(read({})).toMatchObject({ events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58, 123) }] });
    expect(readBody(uptimeKuma, open(), { timeZone: "America/New_York" })).toEqual(read({}));
  });

  it("has no address where the monitor is not of a web page", () => {
    expect(read({ "monitor.url": "https://" })).toMatchObject({ events: [{ url: null, drift: [] }] });
  });

  it.each([
    [{ "heartbeat.status": 7 }, "heartbeat.status"],
    [{ heartbeat: null }, "heartbeat.status"],
    [{ "monitor.id": undefined, "heartbeat.monitorID": undefined }, "monitor.id"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });
});
