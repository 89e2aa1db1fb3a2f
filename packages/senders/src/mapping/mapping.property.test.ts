import { Buffer } from "node:buffer";
import { type MappingBody, severities } from "@signalbox/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileTexts } from "../conformance/hostile.ts";
import { senders } from "../registry.ts";
import { compileMapping } from "./compile-mapping.ts";
import { guessMapping } from "./guess-mapping.ts";
import { identifyBySource, normaliseBySource } from "./normalise-source.ts";
import { listValues, lookUpField } from "./payload-values.ts";

const receivedAt = Date.UTC(2026, 10, 20, 9);
const place = fc.oneof(
  fc.constantFrom("$", "$.a", "$.a.b", "$[0]", "$.a[*].b", '$["__proto__"]', "$.constructor", "$.x.y.z"),
  fc.constantFrom("item.a", 'item.a + ""', "string(item.a)", "body.a.b", 'headers["x-a"]', 'item.exists(k, k == "a")'),
  fc.constantFrom('"opened"', '"P1"', "1", "true", "null", "item", '{"a": item}', "timestamp(item.a)", "item.?a.?b"),
);
const places = fc.oneof(place, fc.array(place, { minLength: 1, maxLength: 3 }));
const word = fc.constantFrom("a", "opened", "1", "true", "", "x y");
const time = fc.oneof(
  places,
  fc.record({ from: places, format: fc.constantFrom("YYYY-MM-DD", "D.M.YY H:mm", "MMM D YYYY") }),
);
const mapping: fc.Arbitrary<MappingBody> = fc.record(
  {
    list: fc.constantFrom("$", "$.a", "$.a[*].b", "$[*]"),
    fields: fc.record(
      {
        type: fc.oneof(
          fc.constant('"opened"'),
          places,
          fc.record({
            from: places,
            words: fc.dictionary(word, fc.constantFrom("opened", "resolved", "ignored", "test")),
          }),
        ),
        correlationKey: fc.oneof(fc.constant('"k"'), places),
        severity: fc.oneof(
          places,
          fc.record({ from: places, words: fc.dictionary(word, fc.constantFrom(...severities)) }),
        ),
        summary: places,
        monitorId: places,
        monitorName: places,
        url: places,
        startedAt: time,
        resolvedAt: time,
        sentAt: time,
        test: places,
        deliveryId: places,
        labels: fc.oneof(
          places,
          fc.dictionary(
            word.filter((text) => text !== ""),
            places,
          ),
        ),
      },
      { requiredKeys: ["type"] },
    ) as fc.Arbitrary<MappingBody["fields"]>,
  },
  { requiredKeys: ["fields"] },
);

const text = fc.oneof(
  fc.string(),
  fc.constantFrom(...hostileTexts.map(([, hostile]) => hostile)),
  fc.constantFrom("opened", "2026-11-20", '{"a":{"b":1}}'),
);
const { payload } = fc.letrec<{ payload: unknown }>((tie) => ({
  payload: fc.oneof(
    { depthSize: "small" },
    text,
    fc.constantFrom(null, true, 0, -1, 1e300, 1_795_162_498),
    fc.array(tie("payload"), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom("a", "b", "x", "__proto__", "constructor", "status", "id", "alerts"),
      tie("payload"),
      { maxKeys: 4 },
    ),
  ),
}));
const body = fc.oneof(
  payload.map((json) => Buffer.from(JSON.stringify(json) ?? "")),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom("a=1&b=2", '{"a":99999999999999999999}', "[".repeat(100), '{"a":"\\u0000\\ud83d"}')
    .map((one) => Buffer.from(one)),
);

function expectEventShape(outcome: ReturnType<typeof normaliseBySource>): void {
  expect(["events", "ignored", "unreadable"]).toContain(outcome.outcome);
  if (outcome.outcome !== "events") return;
  expect(outcome.places).toHaveLength(outcome.events.length);
  for (const event of outcome.events) {
    expect(["opened", "acknowledged", "updated", "resolved", "test"]).toContain(event.type);
    expect(severities).toContain(event.severity);
    expect(event.correlationKey.length).toBeGreaterThan(0);
    expect(event.correlationKey.length).toBeLessThanOrEqual(512);
    for (const at of [event.occurredAt, event.startedAt]) expect(at === null || Number.isSafeInteger(at)).toBe(true);
    expect(event.url === null || /^https?:/i.test(event.url)).toBe(true);
    const texts = [event.correlationKey, event.summary, event.monitor?.id ?? "", event.monitor?.name ?? ""];
    texts.push(...Object.entries(event.labels).flat(), ...event.drift);
    expect(texts.every((one) => typeof one === "string" && one.isWellFormed() && !one.includes("\u0000"))).toBe(true);
  }
}

describe("any mapping, over any payload of any sender", () => {
  it("never throws, and what it gives is an event", () => {
    let events = 0;
    fc.assert(
      fc.property(fc.constantFrom(...senders), mapping, body, (sender, given, bytes) => {
        const made = compileMapping(given);
        if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
        const request = { headers: { "x-a": "b" }, body: bytes, query: "" };
        const outcome = normaliseBySource(sender, { ...request, receivedAt, settings: {}, mapping: made.mapping });
        expectEventShape(outcome);
        if (outcome.outcome === "events") events += 1;
        const identity = identifyBySource(sender, request, { settings: {}, mapping: made.mapping });
        expect(["sender", "derived", "fresh"]).toContain(identity.basis);
      }),
      { numRuns: 3_000 },
    );
    // Both ends must be reached often, or nothing is shown.
    expect(events).toBeGreaterThan(100);
  }, 60_000);

  it("is guessed from any payload without throwing, and what is listed of a payload is found again by its path", () => {
    fc.assert(
      fc.property(fc.constantFrom(...senders), payload, body, (sender, json, bytes) => {
        const guess = guessMapping(sender, { sample: { body: bytes.toString() }, settings: {}, base: null });
        expect(guess.fields).toBeTypeOf("object");
        for (const { path } of listValues(JSON.parse(JSON.stringify(json) ?? "null"))) expect(path).toMatch(/^\$/);
        expect(lookUpField({ body: bytes, query: "" }, "a[3].b")).toSatisfy(
          (found) => found === null || typeof found === "string",
        );
      }),
      { numRuns: 300 },
    );
  });
});
