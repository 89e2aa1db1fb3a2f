import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { grafanaOncall } from "./index.ts";

const { load, read } = quirksOf(grafanaOncall);

describe("sender grafana-oncall", () => {
  it("is not misled by the alert's own status, which stays firing", () => {
    expect(read(load("resolve.json", { "alert_payload/status": "firing" }))).toMatchObject({
      events: [{ type: "resolved", severity: "critical" }],
    });
  });

  it("dates an opening again by the event, not by when the group was made", () => {
    expect(read(load("ack.json", { "event/type": "unresolve" }))).toMatchObject({
      events: [{ type: "opened", occurredAt: Date.UTC(2026, 10, 20, 8, 18, 3, 768) }],
    });
  });

  it.each(["unacknowledge", "silence", "unsilence", "escalation"])("reads %s as an update", (type) => {
    expect(read(load("ack.json", { "event/type": type }))).toMatchObject({ events: [{ type: "updated" }] });
  });

  it("names what a template of the user's own left out, and a new word", () => {
    expect(read({ message: "Checkout latency" })).toMatchObject({ outcome: "unreadable", field: "event.type" });
    expect(read(load("open.json", { "event/type": "paused" }))).toMatchObject({ field: "event.type" });
    expect(read(load("open.json", { "alert_group/id": null }))).toMatchObject({ field: "alert_group.id" });
  });
});
