import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation } from "./connection-kind.ts";
import { connectionKindByKey } from "./connection-kinds.ts";
import type { ProofStatus } from "./kind-guide.ts";

/** An answer as the makers of a system publish it (the fields that matter here), and what it must mean. */
export interface PublishedSample {
  kind: string;
  source: string;
  config: Record<string, unknown>;
  step: CallStep;
  reference?: string;
  status: number;
  headers?: Record<string, string>;
  body: unknown;
  means: object;
}

/** What its kind makes of a sample, and what it says is proven of that step. */
export function readSample(sample: PublishedSample): {
  proof: { source: string; status: ProofStatus };
  learnt: Interpretation;
} {
  const kind = connectionKindByKey(sample.kind)!;
  const answer: Answer = {
    status: sample.status,
    headers: sample.headers ?? {},
    body: typeof sample.body === "string" ? sample.body : JSON.stringify(sample.body),
    bodyCut: false,
  };
  const reference = sample.reference ?? "sbx-a";
  const input = {
    config: kind.configSchema.parse(sample.config),
    idempotencyKey: `${reference}-create-1`,
    scope: {},
    obligation: { reference, externalId: null },
    now: 0,
  };
  const { source, status, steps } = kind.proof;
  return {
    proof: { source, status: steps?.[sample.step] ?? status },
    learnt: kind.interpret(sample.step, answer, input),
  };
}
