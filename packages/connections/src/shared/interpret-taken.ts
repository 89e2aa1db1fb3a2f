import type { AttemptOutcome } from "@signalbox/core";
import type { Answer } from "../connection-kind.ts";
import { interpretStatus, type Refusal } from "./interpret-status.ts";

/** Why an answer to what any 2xx takes is none, or null. A web page is no yes: a sign-in that stands before a receiver
 *  answers everything with 200, and what was sent would be lost without a word. */
export function refuseTaken(answer: Answer, now: number): Refusal | null {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return refused;
  if (!/^\s*<(!doctype|html)/i.test(answer.body)) return null;
  const detail = `it answered ${answer.status} with a web page: does something before it ask for a sign-in?`;
  return { outcome: "unknown", reason: "answer-not-understood", detail };
}

/** As `refuseTaken`, where any other 2xx is the whole answer. */
export function interpretTaken(answer: Answer, now: number): AttemptOutcome {
  return refuseTaken(answer, now) ?? { outcome: "delivered" };
}
