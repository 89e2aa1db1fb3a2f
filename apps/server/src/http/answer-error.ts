import { QueryFailed, sqlState } from "@signalbox/database";
import type { Logger } from "pino";
import { ApiProblem, problemResponse } from "./api-problem.ts";

/** Whatever a handler threw, as problem+json. What nobody expected is logged, and told without its text. */
export function answerError(log: Logger, error: unknown): Response {
  if (error instanceof ApiProblem) return problemResponse(error);
  if (isDatabaseAway(error)) {
    log.warn({ error }, "database away");
    const headers = { "retry-after": "5" };
    return problemResponse(
      new ApiProblem("unavailable", "The database cannot be reached. Try again in a few seconds.", { headers }),
    );
  }
  log.error({ error }, "request failed");
  return problemResponse(
    new ApiProblem("internal", "Something unexpected happened. The log of the api process says more."),
  );
}

function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error) ?? "";
  if (/^(08|57P|53)/.test(state)) return true;
  const code = error instanceof QueryFailed ? error.code : (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(ECONN|EPIPE|ETIMEDOUT|CONNECT|CONNECTION)/.test(code);
}
