import { describe, expect, it } from "vitest";
import { judgeRun, type RunFacts } from "./judge-run.ts";

const now = Date.UTC(2026, 10, 2, 9);
const facts: RunFacts = {
  runbook: "restart",
  component: "Checkout API",
  now,
  coolDownMs: 600_000,
  atOnce: 1,
  underWay: 0,
  lastStartedAt: null,
  isStopped: false,
};

describe("judgeRun", () => {
  it.each<[string, Partial<RunFacts>, object]>([
    ["starts the first", {}, { verdict: "start" }],
    ["starts again after the cool-down", { lastStartedAt: now - 600_000 }, { verdict: "start" }],
    [
      "waits for the end of the cool-down",
      { lastStartedAt: now - 240_000 },
      {
        verdict: "wait",
        for: "cool-down",
        until: now + 360_000,
        reason: "restart ran for Checkout API 4 min ago, and not twice within 10 min",
      },
    ],
    ["waits while as many run as may", { underWay: 1 }, { verdict: "wait", for: "slot", until: null }],
    ["lets more run where it may", { underWay: 2, atOnce: 3 }, { verdict: "start" }],
    ["refuses what has failed twice, before anything else", { isStopped: true, underWay: 1 }, { verdict: "refuse" }],
  ])("%s", (_name, more, expected) => {
    expect(judgeRun({ ...facts, ...more })).toMatchObject(expected);
  });
});
