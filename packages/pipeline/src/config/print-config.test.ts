import { checkConfig, completePolicy, printConfig } from "@signalbox/contract";
import { compileRuleSet, type MappingBody, type RuleSetBody } from "@signalbox/core";
import type { Dated } from "@signalbox/database";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareConfig } from "./compare-config.ts";
import { desireConfig } from "./desire-config.ts";
import { knownWorld } from "./known-world.ts";
import {
  type NormalConfig,
  type NormalSecret,
  type NormalSource,
  type NormalTeam,
  windowKey,
} from "./normal-config.ts";
import { printNormal } from "./print-config.ts";
import { byMapping } from "./read-live-config.ts";
import { setHeld } from "./timeline.ts";

const now = Date.UTC(2026, 10, 23, 12);
const zone = "Europe/Berlin";
const shift = "BEGIN:VEVENT\r\nDTSTART:20261102T080000Z\r\nDTEND:20261109T080000Z\r\nSUMMARY:ana@example.test";
const calendar = `BEGIN:VCALENDAR\r\n${shift}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;

// Days at midnight in Berlin, at midnight in UTC, and odd instants: each is printed in another way.
const instant = fc.oneof(
  fc.integer({ min: 0, max: 900 }).map((day) => Date.UTC(2025, 0, 1 + day)),
  fc.integer({ min: 0, max: 900 }).map((day) => Date.UTC(2025, 0, 1 + day, -1)),
  fc.integer({ min: 1, max: 86_400_000 * 300 }).map((ms) => Date.UTC(2026, 0, 1) + ms),
  fc.constant(0),
);
const timeline = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Dated<Value>[]> =>
  fc
    .array(fc.record({ value, from: instant, length: fc.option(fc.integer({ min: 1, max: 40 * 86_400_000 })) }), {
      maxLength: 4,
    })
    .map((lines) =>
      lines.reduce<Dated<Value>[]>(
        (set, { value: one, from, length }) =>
          setHeld(set, { value: one, from, until: length === null ? null : from + length }),
        [],
      ),
    );
const line = fc
  .string({ minLength: 1, maxLength: 30 })
  .map((text) => text.trim())
  .filter((text) => text !== "");
const key = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/);
const decimal = fc.constantFrom("120", "0.000001", "99999999999999", "0.1", "180.5", "0");
const glob = fc.constantFrom("*", "Checkout*", "shop-[0-9]", "a\\*b", "monitor?");

const policyOf = (decimals: number) => completePolicy({ timeZone: zone, decimals });
const component = fc.record({
  name: line,
  costCentre: fc.option(line),
  glAccount: fc.option(line),
  team: timeline(fc.constantFrom("red", "blue")),
  tier: timeline(fc.integer({ min: 1, max: 9 })),
  cost: timeline(fc.record({ perMinute: decimal, currency: fc.constantFrom("EUR", "JPY") })),
  target: timeline(fc.constantFrom("99.95", "100", "0.5")),
  monitors: fc
    .uniqueArray(
      fc.record({ source: fc.constantFrom("one", "two"), match: glob, lines: timeline(fc.constant(true)) }),
      {
        selector: ({ source, match }) => `${source} ${match}`,
        maxLength: 4,
      },
    )
    .map((mappings) =>
      mappings
        .flatMap(({ source, match, lines }) => lines.map(({ from, until }) => ({ source, match, from, until })))
        .toSorted(byMapping),
    ),
});
const team = fc.record({
  name: line,
  lead: fc.option(line),
  onCall: fc.constantFrom<NormalTeam["onCall"][]>(null, { rotation: "payments" }),
});
const source = (token: string): fc.Arbitrary<NormalSource> =>
  fc.record({
    name: line,
    sender: fc.constantFrom("anyping", "generic"),
    auth: fc.constantFrom<Record<string, unknown>[]>({}, { scheme: "bearer" }, { networks: ["203.0.113.0/24"] }),
    settings: fc.constantFrom<Record<string, unknown>[]>(
      {},
      { expectTestEvery: "7d", flapping: { opens: 5, within: "30m" } },
    ),
    mapping: fc.constantFrom<(MappingBody | null)[]>(null, {
      list: "$.alerts",
      fields: {
        type: { from: "$.state", words: { ALARM: "opened", "1": "resolved" } },
        correlationKey: ["$.id", "item.a"],
      },
      samples: [{ body: '{"alerts":[{"state":"ALARM","id":"k: #1"}]}', expect: [{ type: "opened", monitor: null }] }],
    }),
    tokenHash: fc.constant(token.repeat(32)),
    secrets: fc.constantFrom<NormalSecret[][]>([], [{ id: "1", label: "first", expiresAt: null }]),
  });
const live: fc.Arbitrary<NormalConfig> = fc
  .record({
    policy: fc
      .integer({ min: 1, max: 8 })
      .chain((decimals) =>
        timeline(fc.constantFrom(policyOf(decimals), policyOf(0))).map((lines) => [
          ...setHeld([], { value: policyOf(decimals), from: 0, until: null }),
          ...lines.filter(({ from, until }) => from > 0 && until === null),
        ]),
      ),
    components: fc.dictionary(key, component, { maxKeys: 4 }),
    teams: fc.record({ red: team, blue: team }),
    sources: fc.record({ one: source("ab"), two: source("cd") }),
    rules: fc.constantFrom<(RuleSetBody | null)[]>(
      null,
      { rules: [] },
      { rules: [{ key: "r", when: 'event.summary == "a: b # c"', do: [] }] },
    ),
  })
  .map(({ policy, components, teams, sources, rules }) => ({
    policy: policy.reduce<NormalConfig["policy"]>(setHeld, []),
    rotations: new Map([
      [
        "payments",
        {
          name: "Payments",
          timeZone: zone,
          levels: [
            {
              people: ["ana@example.test", { email: "ben@example.test", name: "Ben" }],
              handOver: { every: "week" as const, on: "mon" as const, at: "09:00" },
              from: "2026-11-02",
            },
            { calendar },
          ],
        },
      ],
    ]),
    calendars: new Map([["berlin", { timeZone: zone, businessHours: { "mon-fri": ["08:00-12:00", "13:00-18:00"] } }]]),
    teams: new Map(Object.entries(teams)),
    components: new Map(Object.entries(components)),
    sources: new Map(Object.entries(sources)),
    connections: new Map([
      [
        "pager",
        {
          name: "pager",
          kind: "page-webhook",
          config: { url: "https://pager.example.test/", secret: { kept: true } },
          secrets: { secret: "2" },
        },
      ],
    ]),
    rules,
    failures: { page: [{ connection: "pager" }] },
    windows: new Map(
      Object.keys(components)
        .slice(0, 2)
        .map((shop) => {
          const window = {
            components: [shop],
            startsAt: now,
            endsAt: now + 3_600_000,
            announcedAt: now - 1,
            reason: "upgrade: db",
          };
          return [windowKey(window), window] as const;
        }),
    ),
    customers: new Map(
      Object.keys(components)
        .slice(0, 1)
        .map((shop) => [
          "acme",
          {
            name: "ACME",
            contracts: [
              { body: { components: [shop], target: "99.95" }, from: Date.UTC(2025, 11, 31, 23), until: null },
            ],
          },
        ]),
    ),
    drills: new Map(),
  }));

describe("printNormal", () => {
  it("prints what, applied to where it came from, changes nothing", () => {
    fc.assert(
      fc.property(live, fc.boolean(), (config, prune) => {
        const text = printConfig(printNormal(config));
        const { document, problems } = checkConfig(text, { compileRuleSet, world: knownWorld({ live: config }) });
        expect(problems, text).toEqual([]);
        const desired = desireConfig({
          live: config,
          closedUntil: Date.UTC(2026, 9, 31, 23),
          file: document!,
          opened: new Map(),
          readDelivery: () => null,
          now,
        });
        expect(desired.problems).toEqual([]);
        expect(compareConfig(config, desired, { prune, now }), text).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
