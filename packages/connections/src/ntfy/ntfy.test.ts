import { describe, expect, it } from "vitest";
import { ntfy } from "./ntfy.ts";

const config = ntfy.configSchema.parse({ topic: "on-call" });
const incident = { title: "Checkout API is down", severity: "critical", openedAt: "2026-11-02T09:00:00Z", url: null };
function publication(step: "create" | "close" | "send", scope: Record<string, unknown>, followUp = false) {
  const obligation = { reference: "sbx-a", externalId: null };
  const input = { config: { ...config, followUp }, idempotencyKey: "sbx-a-1", scope, obligation, now: 0 };
  const planned = ntfy.plan(step, input);
  return planned.outcome === "planned"
    ? { url: planned.request.url, ...(JSON.parse(planned.request.body!) as object) }
    : null;
}

describe("ntfy", () => {
  it.each([
    ["critical", 5],
    ["high", 4],
    ["medium", 3],
    ["low", 2],
    ["info", 1],
    ["unknown", 5],
  ])("rings for %s with priority %i", (severity, priority) => {
    const scope = { incident: { ...incident, severity }, action: {} };
    expect(publication("create", scope)).toMatchObject({ url: "https://ntfy.sh/", topic: "on-call", priority });
  });

  it("reads the published answer, and takes nothing else for one", () => {
    // docs.ntfy.sh/subscribe/api, JSON message format.
    const published = { id: "wze9zgqK41", time: 1_638_542_110, event: "message", topic: "phil_alerts", priority: 5 };
    const input = { config, idempotencyKey: "k", scope: {}, obligation: null, now: 0 };
    const read = (body: object) =>
      ntfy.interpret("create", { status: 200, headers: {}, body: JSON.stringify(body), bodyCut: false }, input);
    expect(read(published)).toEqual({ step: "done", result: { outcome: "delivered", externalId: "wze9zgqK41" } });
    expect(read({ ...published, event: "keepalive" })).toMatchObject({ result: { outcome: "unknown" } });
  });

  it("opens the incident by a tap, and acknowledges by a button", () => {
    const scope = {
      incident,
      action: { acknowledgeUrl: "https://s.example.test/a/x" },
      link: "https://s.example.test/i",
    };
    expect(publication("create", scope)).toMatchObject({
      title: "[critical] Checkout API is down",
      click: "https://s.example.test/i",
      actions: [{ action: "view", label: "Acknowledge", url: "https://s.example.test/a/x" }],
    });
  });

  it("says quietly that it is over, only where asked to", () => {
    const scope = { incident, resolution: { note: "Over after 5 minutes.", durationSeconds: 300 }, action: {} };
    expect(publication("close", scope)).toBeNull();
    expect(publication("close", scope, true)).toMatchObject({ title: "Over: Checkout API is down", priority: 2 });
  });

  it("sends a failure as a page, and a message quietly", () => {
    const failure = { id: "fail_1", kind: "action-failed", subject: "x", reason: "The desk is away", advice: "Look" };
    expect(publication("send", { failure, action: {} })).toMatchObject({
      title: "Signalbox failure: The desk is away",
      priority: 5,
    });
    const message = { incident, action: { title: "Heads up", text: "Checkout is slow" } };
    expect(publication("send", message)).toMatchObject({ title: "Heads up", message: "Checkout is slow", priority: 3 });
  });

  it("stays within what a phone shows", () => {
    const long = "Ü".repeat(5_000);
    const found = publication("send", { incident, action: { title: long, text: long } }) as unknown as {
      title: string;
      message: string;
    };
    expect(Buffer.byteLength(found.message)).toBeLessThanOrEqual(4_096);
    expect(found.message.endsWith("…")).toBe(true);
    expect([...found.title]).toHaveLength(250);
  });
});
