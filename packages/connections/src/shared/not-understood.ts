import type { Interpretation } from "../connection-kind.ts";

/** An answer to a look that says nothing: nothing is proven by it, and it is asked again. */
export function notUnderstood(detail: string): Interpretation {
  return { step: "done", result: { outcome: "retryable", reason: "answer-not-understood", detail } };
}
