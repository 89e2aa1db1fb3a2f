import { LiquidError } from "liquidjs";

/** What is wrong with a template, and where. */
export interface TemplateProblem {
  message: string;
  /** Place in the JSON tree such as `body.title`; empty for a single template. */
  path: string;
  /** 1-based; null where no place is known. */
  line: number | null;
  column: number | null;
}

/** How filling in a template ended. Never thrown. */
export type RenderOutcome<Value> =
  | { outcome: "rendered"; value: Value }
  | { outcome: "not-rendered"; problem: TemplateProblem };

/** Thrown inside a filter; its text is what the person reads. */
export class RefusedValueError extends Error {
  override readonly name = "RefusedValueError";
}

/** The engine's error in our words. Anything may be thrown by a filter, so anything is accepted. */
export function describeTemplateError(error: unknown, path = ""): TemplateProblem {
  if (!LiquidError.is(error)) {
    return { message: error instanceof Error ? error.message : String(error), path, line: null, column: null };
  }
  const [line, column] = error.token.getPosition();
  const refused = findRefusal(error);
  const message = refused ?? error.message.replace(/, (file:.*, )?line:\d+, col:\d+.*$/s, "");
  return { message, path, line: line ?? null, column: column ?? null };
}

function findRefusal(error: unknown): string | null {
  let current = error;
  while (current instanceof Error) {
    if (current instanceof RefusedValueError) return current.message;
    current = (current as { originalError?: unknown }).originalError;
  }
  return null;
}
