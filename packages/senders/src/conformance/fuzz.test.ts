import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { senders } from "../registry.ts";
import { verifyDelivery } from "../verify/verify-delivery.ts";
import { loadCases } from "./load-cases.ts";

const now = Date.UTC(2026, 10, 20, 9, 0, 0);

/** Pieces that mean something to a parser, a reader or a store. */
const tokens = [
  ...["{", "}", "[", "]", '"', "\\", ",", ":", "null", "true", "-", "1e999", "0", "&", "=", "%", "%00", "\n", "\ufeff"],
  ...[
    '"__proto__":',
    '"constructor":{"prototype":1},',
    "\\u0000",
    "\\ud83d",
    "99999999999999999999",
    '{"a":[',
    "[[[[[[",
  ],
  ...['"status":"open"', '"alerts":[]', '"alerts":[null,1,"x",[],{}]', '"labels":[]', '"data":null', '"type":{}'],
];

const mutation = fc.record({
  kind: fc.constantFrom("flip", "cut", "insert", "repeat", "replace"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 64 }),
  token: fc.oneof(
    fc.constantFrom(...tokens).map((token) => Buffer.from(token)),
    fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutate(body: Buffer, { kind, at, length, token }: Mutation): Buffer {
  const index = Math.floor(at * body.length);
  const [before, piece, after] = [
    body.subarray(0, index),
    body.subarray(index, index + length),
    body.subarray(index + length),
  ];
  switch (kind) {
    case "flip":
      return Buffer.concat([before, Buffer.from(piece.map((byte) => byte ^ (1 << (length % 8)))), after]);
    case "cut":
      return Buffer.concat([before, after]);
    case "insert":
      return Buffer.concat([before, token, piece, after]);
    case "repeat":
      return Buffer.concat([before, piece, piece, after]);
    default:
      return Buffer.concat([before, token, after]);
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]);
}

const samples = senders.flatMap((sender) => {
  const { secret, certificate, deliveries } = loadCases(sender);
  return deliveries.map((delivery) => ({ sender, secret, certificate, ...delivery }));
});

const headerValue = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.constantFrom(
    "",
    "v1,",
    "v1,=, v1,=",
    "t=1,v1=",
    "Bearer",
    "Bearer  ",
    "Basic !!",
    "1e20",
    "NaN",
    "-1",
    `${"v1,a ".repeat(500)}`,
  ),
);

describe("mutated deliveries", () => {
  it("end in one of the known outcomes, whatever they hold", () => {
    const seen = new Map<string, number>();
    const count = (outcome: string) => seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(mutation, { minLength: 0, maxLength: 6 }),
        fc.option(fc.tuple(fc.nat(), headerValue), { nil: null }),
        (sample, mutations, oddHeader) => {
          const headers = { ...sample.headers };
          const names = Object.keys(headers);
          if (oddHeader !== null) headers[names[oddHeader[0] % names.length]!] = oddHeader[1];
          const body = mutations.reduce(mutate, sample.body);
          const request = { headers, body, query: "" };
          const { sender } = sample;

          const secrets = [{ label: "", value: sample.secret }];
          const { certificate } = sample;
          const verified = verifyDelivery(sender.scheme, secrets, request, sample.now, { certificate });
          expect(["verified", "refused"]).toContain(verified.outcome);
          if (sender.scheme.type === "hmac" && verified.outcome === "verified") expect(body).toEqual(sample.body);
          expect(["sender", "derived", "fresh"]).toContain(sender.identify(request).basis);

          const read = sender.normalise({ ...request, receivedAt: now, settings: { timeZone: "Europe/Berlin" } });
          expect(["events", "ignored", "unreadable"]).toContain(read.outcome);
          count(read.outcome);
          if (read.outcome !== "events") return;
          for (const event of read.events) {
            expect(event.correlationKey.length).toBeGreaterThan(0);
            expect(event.correlationKey.length).toBeLessThanOrEqual(512);
            expect(event.occurredAt === null || Number.isSafeInteger(event.occurredAt)).toBe(true);
            expect(textsOf(event).every((text) => text.isWellFormed() && !text.includes("\u0000"))).toBe(true);
          }
        },
      ),
      { numRuns: 4_000 },
    );
    // Both ends must be reached often, or the mutations are too tame or too wild to find anything.
    expect(seen.get("events")).toBeGreaterThan(400);
    expect(seen.get("unreadable")).toBeGreaterThan(400);
    expect(({} as { prototype?: unknown }).prototype).toBeUndefined();
  }, 60_000);
});
