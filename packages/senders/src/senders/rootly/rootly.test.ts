import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { signDelivery } from "../../verify/sign-delivery.ts";
import { verifyDelivery } from "../../verify/verify-delivery.ts";
import { rootly } from "./index.ts";

const { load, read } = quirksOf(rootly);

describe("sender rootly", () => {
  it("takes spaces and line breaks after the comma of its signature, and refuses an old one", () => {
    const now = Date.UTC(2026, 10, 20, 9);
    const body = Buffer.from("{}");
    const signed = signDelivery(rootly.scheme, "secret", { body, id: "", now }).headers["x-rootly-signature"]!;
    const verify = (value: string, at: number) =>
      verifyDelivery(
        rootly.scheme,
        [{ label: "", value: "secret" }],
        { headers: { "x-rootly-signature": value }, body, query: "" },
        at,
      ).outcome;
    for (const gap of [", ", ",\n  "]) expect(verify(signed.replace(",", gap), now)).toBe("verified");
    expect(verify(signed, now + 301_000)).toBe("refused");
  });

  it("does not take mitigated for resolved", () => {
    expect(read(load("update.json"))).toMatchObject({ events: [{ type: "updated" }] });
  });

  it.each(["incident.cancelled", "incident.deleted"])("resolves by %s, at the time of the event", (type) => {
    expect(read(load("resolve.json", { "event/type": type, "data/resolved_at": null }))).toMatchObject({
      events: [{ type: "resolved", occurredAt: Date.UTC(2026, 10, 20, 8, 41, 8, 44) }],
    });
  });

  it("knows tests by kind and by name", () => {
    for (const test of [{ "data/kind": "test" }, { "data/title": "Signalbox test of November" }]) {
      expect(read(load("open.json", test))).toMatchObject({ events: [{ type: "test" }] });
    }
  });

  it("ignores planned maintenance, which an empty list of events sends too", () => {
    expect(read(load("open.json", { "event/type": "incident.scheduled.created" }))).toMatchObject({
      outcome: "ignored",
    });
  });

  it("names what it can't read", () => {
    expect(read(load("open.json", { "event/type": "pulse.created" }))).toMatchObject({ field: "event.type" });
    expect(read(load("open.json", { "data/id": null }))).toMatchObject({ outcome: "unreadable", field: "data.id" });
  });
});
