import type { Answer, Interpretation } from "../connection-kind.ts";
import { describeAnswer } from "./describe-answer.ts";
import { readJson } from "./read-answer.ts";

/** What a 2xx to a change means where the system answers with JSON: anything else comes from something before it. */
export function interpretChanged(answer: Answer): Interpretation {
  if (readJson(answer) !== undefined) return { step: "done", result: { outcome: "delivered" } };
  const detail = `it gave ${describeAnswer(answer)}`;
  return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
}
