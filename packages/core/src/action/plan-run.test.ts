import { describe, expect, it } from "vitest";
import { concludeAttempt, type Learnt, type RunState } from "./conclude-attempt.ts";
import type { AttemptOutcome, CallStep, Grade } from "./outcome.ts";
import { followAfterMs } from "./plan-run.ts";
import { planStep, type StepSituation } from "./plan-step.ts";

const now = Date.UTC(2026, 10, 2, 9);
const base: StepSituation = {
  kind: "remediate",
  verb: "send",
  isInDoubt: false,
  grade: "C",
  can: { find: false, read: true },
  externalId: null,
  isOver: false,
  always: false,
  attempts: [],
  hasJustLooked: false,
  now,
  doubtMs: 30_000,
};
const sent = { step: "send", outcome: null, learnt: null, finishedAt: null } as const;
const run = { externalId: "4711", startedAt: now - 60_000, limitMs: 3_600_000 };

describe("planStep for a remediation", () => {
  it.each<[string, Partial<StepSituation>, string]>([
    ["starts it", {}, "call send"],
    ["starts what a worker took and never announced", { isInDoubt: true }, "call send"],
    ["follows what runs there", { isInDoubt: true, attempts: [sent], run }, "call read"],
    ["asks a person where nobody knows whether it started", { isInDoubt: true, attempts: [sent] }, "ask-person"],
    ["also where the server honours keys", { isInDoubt: true, attempts: [sent], grade: "A" }, "ask-person"],
    [
      "asks a person where it has no name there",
      { isInDoubt: true, attempts: [sent], run: { ...run, externalId: null } },
      "ask-person",
    ],
    [
      "asks a person when it runs for too long",
      { isInDoubt: true, attempts: [sent], run: { ...run, startedAt: now - 3_600_000 } },
      "ask-person",
    ],
  ])("%s", (_name, more, expected) => {
    const plan = planStep({ ...base, ...more });
    expect(plan.plan === "call" ? `call ${plan.step}` : plan.plan).toBe(expected);
  });

  it("never starts twice what may have started, whatever its grade and tries", () => {
    for (const grade of ["A", "B", "C"] as Grade[])
      for (const read of [true, false])
        for (const given of [null, run, { ...run, externalId: null }]) {
          const plan = planStep({
            ...base,
            grade,
            can: { find: true, read },
            run: given,
            isInDoubt: true,
            attempts: [sent],
          });
          expect(plan.plan === "call" && plan.step === "send").toBe(false);
        }
  });
});

type Told = AttemptOutcome | Exclude<Learnt, { step: "done" }>;

describe("concludeAttempt for a remediation", () => {
  const delivered: AttemptOutcome = { outcome: "delivered", externalId: "4711" };
  const refused = (reason: "server-error" | "connect-failed" | "credentials-refused"): AttemptOutcome => ({
    outcome: "retryable",
    reason,
    detail: "",
  });
  const lost: AttemptOutcome = { outcome: "unknown", reason: "answer-lost", detail: "" };
  const gone: AttemptOutcome = { outcome: "permanent", reason: "not-found", detail: "" };
  const at = (state: RunState): Told => ({ step: "run", state, detail: "" });
  it.each<[string, CallStep, Told, string]>([
    ["started there: it is followed", "send", delivered, "go-on"],
    ["no connection: it did not run, and is not repeated", "send", refused("connect-failed"), "fail"],
    ["a server's error: it may have started", "send", refused("server-error"), "ask-person"],
    ["a lost answer: it may have started", "send", lost, "ask-person"],
    ["refused credentials: it waits for others", "send", refused("credentials-refused"), "pause-connection"],
    ["refused for good", "send", gone, "fail"],
    ["ended well at once", "send", at("succeeded"), "done"],
    ["failed at once", "send", at("failed"), "fail"],
    ["still running", "read", at("running"), "follow"],
    ["ended well", "read", at("succeeded"), "done"],
    ["failed there", "read", at("failed"), "fail"],
    ["a look that got no answer is repeated", "read", lost, "follow"],
    ["so is one that the server failed at", "read", refused("server-error"), "follow"],
    ["what is not there any more, a person looks for", "read", gone, "ask-person"],
  ])("%s", (_name, step, told, next) => {
    const learnt: Learnt = "step" in told ? told : { step: "done", result: told };
    expect(concludeAttempt(step, learnt, base, "send").next).toBe(next);
  });

  it("is done where its end can't be looked at", () => {
    const blind = { ...base, can: { find: false, read: false } };
    expect(concludeAttempt("send", { step: "done", result: delivered }, blind, "send").next).toBe("done");
  });
});

it("looks often at first, and each half minute later", () => {
  const after = (seconds: number) => followAfterMs({ startedAt: now, now: now + seconds * 1_000 });
  expect([0, 10, 60, 3_600].map(after)).toEqual([2_000, 2_000, 12_000, 30_000]);
});
