import { describe, expect, it } from "vitest";
import { costSoFar } from "./cost-so-far.ts";
import type { Rate } from "./money.ts";
import { defaultPolicy } from "./policy.ts";

const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`);
const policies = [{ ...defaultPolicy, version: 1, from: 0, to: null }];
const rate: Rate = { from: 0, to: null, perMinute: "120.00", currency: "EUR" };
const nothing = { maintenance: [], exclusions: [], blind: [], serviceTime: () => [] };
const critical = { startedAt: at("10:00:00"), endedAt: null, severity: "critical" } as const;
const ask = (given: Partial<Parameters<typeof costSoFar>[0]>) =>
  costSoFar({ intervals: [critical], policies, rates: [rate], excluded: nothing, now: at("10:10:00"), ...given });

describe("costSoFar", () => {
  it.each([
    ["counts what runs up to now", {}, 1_200],
    ["rounds once, half up, to the minor unit", { rates: [{ ...rate, perMinute: "0.10" }], now: at("10:00:03") }, 0.01],
    [
      "cuts where the rate changes",
      {
        rates: [
          { ...rate, to: at("10:05:00") },
          { ...rate, perMinute: "180.00", from: at("10:05:00") },
        ],
      },
      1_500,
    ],
    [
      "weighs each severity, and leaves gaps out",
      {
        intervals: [
          { ...critical, endedAt: at("10:06:00") },
          { startedAt: at("10:06:00"), endedAt: at("10:10:00"), severity: "medium" as const },
          { startedAt: at("10:14:00"), endedAt: null, severity: "critical" as const },
        ],
        now: at("10:15:00"),
      },
      1_080,
    ],
    [
      "leaves announced maintenance out",
      {
        excluded: {
          ...nothing,
          maintenance: [{ id: 1, from: at("10:05:00"), to: at("10:15:00"), announcedAt: at("09:00:00") }],
        },
        now: at("10:20:00"),
      },
      1_200,
    ],
    ["is nothing for what was no downtime", { intervals: [{ ...critical, severity: "low" as const }] }, 0],
    ["is not known without a rate", { rates: [] }, null],
    ["is not known where the rate began later", { rates: [{ ...rate, from: at("10:05:00") }] }, null],
    [
      "is not known in two currencies",
      {
        rates: [
          { ...rate, to: at("10:05:00") },
          { ...rate, currency: "USD", from: at("10:05:00") },
        ],
      },
      null,
    ],
    ["is not known before any policy held", { policies: [{ ...policies[0]!, from: at("11:00:00") }] }, null],
  ])("%s", (_, given, cost) => {
    expect(ask(given)).toBe(cost);
  });
});
