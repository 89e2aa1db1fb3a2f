import { bindJson } from "../expression/bind-json.ts";
import { createExpressionCompiler, type JsonExpression } from "../expression/json-expression.ts";

const compile = createExpressionCompiler({
  names: { answer: "dyn", status: "int" },
  charactersMax: 1_000,
  loopsMax: 2,
});
const limits = { depthMax: 16, itemsMax: 200 };

/** Why a condition on an answer can't be used, or null. It sees `answer` (its JSON) and `status` (the code). Never throws. */
export function refuseAnswerCondition(source: string): string | null {
  const made = compile(source);
  if (made.outcome === "invalid") return made.problems[0]?.message ?? "it can't be read";
  const { type } = made.expression;
  return type === "bool" || type === "dyn" ? null : `it is ${type}, and must be true or false`;
}

export type AnswerVerdict = { outcome: "true" } | { outcome: "false" } | { outcome: "not-evaluable"; reason: string };

/** Asks a condition such as `answer.status == "closed"` of one answer. Never throws. */
export function askAnswer(source: string, answer: unknown, status: number): AnswerVerdict {
  const expression = read(source);
  if (expression === null) return { outcome: "not-evaluable", reason: refuseAnswerCondition(source) ?? "" };
  const asked = expression.evaluate({ answer: bindJson(answer, limits).value, status: BigInt(status) });
  if (asked.outcome !== "value") return { outcome: "not-evaluable", reason: asked.reason };
  if (typeof asked.value === "boolean") return { outcome: asked.value ? "true" : "false" };
  return { outcome: "not-evaluable", reason: "it is neither true nor false" };
}

const known = new Map<string, JsonExpression | null>();
const knownMax = 200;

function read(source: string): JsonExpression | null {
  const found = known.get(source);
  if (found !== undefined) return found;
  const made = compile(source);
  const expression = made.outcome === "compiled" ? made.expression : null;
  if (known.size >= knownMax) known.delete(known.keys().next().value!);
  known.set(source, expression);
  return expression;
}
