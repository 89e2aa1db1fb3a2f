import { describe, expect, it } from "vitest";
import { askAnswer, refuseAnswerCondition } from "./answer-condition.ts";

const answer = { status: "closed", state: { id: 5, closed: true }, notes: ["a"], constructor: "x" };

describe("conditions on answers", () => {
  it.each([
    ['answer.status == "closed"', "true"],
    ['answer.status != "closed"', "false"],
    ["answer.state.id == 5 && status == 200", "true"],
    ["answer.state.closed", "true"],
    ['answer.status in ["closed", "done"]', "true"],
    ["size(answer.notes) > 1", "false"],
    ['answer.status.matches("^clo")', "true"],
    ['has(answer.error) && answer.error != ""', "false"],
    ["answer.missing == 1", "not-evaluable"],
    ["answer.status", "not-evaluable"],
  ])("asks %s", (source, outcome) => {
    expect(refuseAnswerCondition(source)).toBeNull();
    expect(askAnswer(source, answer, 200).outcome).toBe(outcome);
  });

  it.each(["answer.status ==", "event.severity == 1", "1 + 1", 'answer.status.matches("(?=x)")', "x".repeat(1_001)])(
    "refuses %j",
    (source) => {
      expect(refuseAnswerCondition(source)).toBeTypeOf("string");
    },
  );
});
