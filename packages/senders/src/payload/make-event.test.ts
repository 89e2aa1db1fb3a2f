import { describe, expect, it } from "vitest";
import { type EventDraft, makeEvent } from "./make-event.ts";

const draft: EventDraft = {
  type: "opened",
  correlationKey: "k",
  occurredAt: 1_000,
  monitor: null,
  severity: "high",
  summary: "down",
  url: null,
  misfits: [],
};

describe("makeEvent", () => {
  it("keeps long keys apart, within 512 characters", () => {
    const long = "x".repeat(600);
    const first = makeEvent({ ...draft, correlationKey: `${long}1` }).correlationKey;
    const second = makeEvent({ ...draft, correlationKey: `${long}2` }).correlationKey;
    expect(first).toHaveLength(512);
    expect(first).not.toBe(second);
    expect(makeEvent({ ...draft, correlationKey: "x".repeat(512) }).correlationKey).toBe("x".repeat(512));
  });

  it("makes the summary one line and says when it cut it", () => {
    expect(makeEvent({ ...draft, summary: " a\r\n\tb\u2028c\u0007 " }).summary).toBe("a b c");
    const cut = makeEvent({ ...draft, summary: `${"é".repeat(4_095)}😀` });
    expect(cut.summary).toBe("é".repeat(4_095));
    expect(cut.drift).toEqual(["the summary is cut at 4096 characters"]);
    expect(makeEvent({ ...draft, summary: null }).summary).toBe("");
  });

  it("bounds labels in number and length", () => {
    const many = Array.from({ length: 300 }, (_, index) => [`l${index}`, "v"] as const);
    const event = makeEvent({
      ...draft,
      labels: [["__proto__", "x"], ["long", "y".repeat(5_000)], ["none", null], ...many],
    });
    expect(Object.keys(event.labels)).toHaveLength(256);
    expect(Object.entries(event.labels)[0]).toEqual(["__proto__", "x"]);
    expect(event.labels.long).toHaveLength(4_096);
    expect(event.labels.none).toBeUndefined();
    expect(event.drift).toHaveLength(2);
  });

  it("keeps the begin on a resolve only, and only where it lies before the end", () => {
    expect(makeEvent({ ...draft, startedAt: 500 }).startedAt).toBeNull();
    expect(makeEvent({ ...draft, type: "resolved", startedAt: 500 })).toMatchObject({ startedAt: 500, drift: [] });
    const backwards = makeEvent({ ...draft, type: "resolved", startedAt: 1_500 });
    expect(backwards).toMatchObject({ occurredAt: 1_000, startedAt: null });
    expect(backwards.drift).toHaveLength(1);
  });
});
