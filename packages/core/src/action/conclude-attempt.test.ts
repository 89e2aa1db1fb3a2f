import { describe, expect, it } from "vitest";
import { concludeAttempt, type Learnt } from "./conclude-attempt.ts";
import type { AttemptOutcome, CallStep } from "./outcome.ts";
import type { StepSituation } from "./plan-step.ts";

const gradeB = { kind: "ticket", grade: "B", can: { find: true, read: true }, isInDoubt: false } as const;
const gradeC = { ...gradeB, grade: "C", can: { find: false, read: false } } as const;
const page = { ...gradeC, kind: "page" } as const;
const delivered: AttemptOutcome = { outcome: "delivered", externalId: "7" };
const refused = (
  reason: "server-error" | "rate-limited" | "connect-failed" | "credentials-refused",
): AttemptOutcome => ({
  outcome: "retryable",
  reason,
  detail: "",
});
const unknown: AttemptOutcome = { outcome: "unknown", reason: "answer-lost", detail: "" };
const gone: AttemptOutcome = { outcome: "permanent", reason: "not-found", detail: "" };

describe("concludeAttempt", () => {
  type Case = [
    string,
    CallStep,
    AttemptOutcome | Exclude<Learnt, { step: "done" }>,
    Pick<StepSituation, "kind" | "grade" | "can" | "isInDoubt">,
    string,
  ];
  const cases: Case[] = [
    ["an opened ticket is done", "create", delivered, gradeB, "done"],
    ["a found one is done", "find", { step: "found", externalId: "7", externalUrl: null }, gradeB, "done"],
    ["a close that can be looked at is not yet done", "close", delivered, gradeB, "go-on"],
    ["one that can't be is", "close", delivered, gradeC, "done"],
    ["closed is closed", "read", { step: "state", closed: true }, gradeB, "done"],
    ["open after a close is tried again", "read", { step: "state", closed: false }, gradeB, "retry"],
    ["no connection: known not to have been done", "create", refused("connect-failed"), gradeB, "retry"],
    ["too fast: known not to have been done", "create", refused("rate-limited"), gradeB, "retry"],
    ["a server's error: it may have been done", "create", refused("server-error"), gradeB, "retry in doubt"],
    ["so may a close that can be looked at", "close", refused("server-error"), gradeB, "retry in doubt"],
    ["where nobody can tell, it counts as refused", "create", refused("server-error"), gradeC, "retry"],
    [
      "a doubt stays while the look fails",
      "find",
      refused("connect-failed"),
      { ...gradeB, isInDoubt: true },
      "retry in doubt",
    ],
    [
      "a doubt ends with the proof before a second create",
      "create",
      refused("connect-failed"),
      { ...gradeB, isInDoubt: true },
      "retry",
    ],
    ["a page's doubt stays", "create", refused("connect-failed"), { ...page, isInDoubt: true }, "retry in doubt"],
    ["wrong credentials pause the connection", "create", refused("credentials-refused"), gradeB, "pause-connection"],
    ["a refusal is final", "create", gone, gradeB, "fail"],
    ["what is gone can't be closed", "close", gone, gradeB, "lost"],
    ["unknown, and can be looked for", "create", unknown, gradeB, "retry in doubt"],
    ["unknown, and nobody can tell", "create", unknown, gradeC, "ask-person"],
    ["unknown page", "create", unknown, page, "retry in doubt"],
    ["unknown close", "close", unknown, gradeC, "retry in doubt"],
    ["a look that got lost", "find", unknown, gradeB, "retry"],
    ["a message that may have been sent", "send", unknown, { ...gradeC, kind: "message" }, "ask-person"],
  ];
  it.each(cases)("%s", (_name, step, given, facts, expected) => {
    const learnt: Learnt = "outcome" in given ? { step: "done", result: given } : given;
    const conclusion = concludeAttempt(step, learnt, facts, step === "close" || step === "read" ? "close" : "create");
    const inDoubt = conclusion.next === "retry" && conclusion.isInDoubt ? " in doubt" : "";
    expect(conclusion.next + inDoubt).toBe(expected);
  });

  it.each<[string, AttemptOutcome, string]>([
    ["written", delivered, "go-on"],
    ["that may have been written", unknown, "go-on"],
    ["refused for good", { outcome: "permanent", reason: "refused-by-target", detail: "" }, "go-on"],
    ["refused for now", refused("rate-limited"), "retry"],
    ["with wrong credentials", refused("credentials-refused"), "pause-connection"],
  ])("a note before a close, %s, ends nothing: the close follows", (_name, result, next) => {
    expect(concludeAttempt("update", { step: "done", result }, gradeB, "close").next).toBe(next);
  });
});
