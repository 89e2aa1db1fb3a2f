import type { CallStep } from "@signalbox/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectionKinds } from "./connection-kinds.ts";

const steps: CallStep[] = ["find", "create", "update", "close", "reopen", "read", "send"];
const names = [
  "event",
  "incident",
  "monitor",
  "component",
  "team",
  "onCall",
  "resolution",
  "action",
  "failure",
  "link",
];
const text = fc.string({ unit: "binary", maxLength: 40 });
const scope = fc.record(
  Object.fromEntries(
    names.map((name) => [
      name,
      fc.oneof(
        fc.constant(null),
        text,
        fc.dictionary(
          fc.constantFrom(
            "title",
            "summary",
            "name",
            "note",
            "text",
            "comment",
            "priority",
            "assignee",
            "fields",
            "tier",
          ),
          fc.oneof(text, fc.integer(), fc.constant(null), fc.jsonValue({ maxDepth: 2 })),
        ),
      ),
    ]),
  ),
);
const answer = fc.record({
  status: fc.oneof(fc.constantFrom(200, 201, 202, 204), fc.integer({ min: 100, max: 599 })),
  headers: fc.dictionary(fc.constantFrom("location", "retry-after", "x-ratelimit-reset", "content-type"), text),
  body: fc.oneof(text, fc.json({ maxDepth: 4 })),
  bodyCut: fc.boolean(),
});

describe.each(connectionKinds.map((kind) => [kind.key, kind] as const))("%s", (_key, kind) => {
  const config = kind.configSchema.parse(kind.guide.example);
  const inputWith = (given: Record<string, unknown>, externalId: string | null) => ({
    config,
    idempotencyKey: "sbx-abc-create-1",
    scope: { ...given, labels: {}, obligation: { reference: "sbx-abc", externalId, externalUrl: null } },
    obligation: { reference: "sbx-abc", externalId },
    now: Date.UTC(2026, 10, 2),
  });
  const secrets = Object.fromEntries(kind.secretFields(config).map((field) => [field, "https://s3cret.example.test/"]));

  it("plans whatever the values hold, to a host of its configuration or its form, and shows no credential", () => {
    fc.assert(
      fc.property(fc.constantFrom(...steps), scope, fc.option(text), (step, given, externalId) => {
        const input = inputWith(given, externalId);
        const planned = kind.plan(step, input);
        if (planned.outcome === "not-possible") return planned.reason !== "";
        const { request } = planned;
        if (JSON.stringify(request).includes("s3cret")) return false;
        if (request.via === "command") return true;
        if (request.via === "mail") return !/[\r\n]/.test(request.message?.subject ?? "");
        if (request.body !== null && request.headers["content-type"] === "application/json") JSON.parse(request.body);
        const url = new URL(kind.authorise(request, input, secrets).url);
        const known = JSON.stringify([config, kind.form]) + Object.values(secrets).join();
        return known.includes(url.host);
      }),
      { numRuns: 150 },
    );
  });

  it("reads any answer without a throw, and takes none of a refusal for done", () => {
    fc.assert(
      fc.property(fc.constantFrom(...steps), answer, (step, given) => {
        const input = inputWith({}, "7");
        if (kind.plan(step, input).outcome === "not-possible") return;
        const learnt = kind.interpret(step, given, input);
        // A conflict may say that it is there already.
        if (given.status >= 400 && given.status !== 409) {
          expect(learnt.step === "done" && learnt.result.outcome === "delivered").toBe(false);
        }
        kind.interpretTest(given, config, "anything");
      }),
      { numRuns: 150 },
    );
  });
});
