import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { oneuptime } from "./index.ts";

const { load, read, identify } = quirksOf(oneuptime);

describe("sender oneuptime", () => {
  it("finds one incident in both of its webhooks", () => {
    const keys = ["open.json", "resolve.json"].map((file) => {
      const outcome = read(load(file));
      return outcome.outcome === "events" ? outcome.events[0]!.correlationKey : null;
    });
    expect(new Set(keys).size).toBe(1);
  });

  it("takes a state of the user's own name for a step in between", () => {
    expect(read(load("ack.json", { "data/incidentState": "Waiting for provider" }))).toMatchObject({
      events: [{ type: "updated", labels: { incidentState: "Waiting for provider" } }],
    });
  });

  it("does not take a second resolve in the same words for a repeat", () => {
    expect(identify(load("resolve.json"))).toEqual({ basis: "fresh" });
    expect(identify(load("open.json"))).toMatchObject({ basis: "derived" });
  });

  it.each(["alert", "incidentEpisode", "alertEpisode"])("opens by an on-call %s", (name) => {
    const eventType = `on-call.${name}.created`;
    expect(read({ eventType, timestamp: "2026-11-20T08:15:30.120Z", [name]: { id: "a1" } })).toMatchObject({
      events: [{ type: "opened", correlationKey: "a1" }],
    });
  });

  it("names what it can't read", () => {
    expect(read(load("open.json", { eventType: "on-call.incident.exploded" }))).toMatchObject({ field: "eventType" });
    expect(read(load("ack.json", { "data/incidentState": undefined }))).toMatchObject({ field: "eventType" });
    expect(read(load("open.json", { incident: {} }))).toMatchObject({ outcome: "unreadable", field: "incident.id" });
  });
});
