import type { CallResult } from "../outbound/call-outside.ts";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import type { Claim } from "../perform/claim-attempt.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import type { Printed } from "./keep-new-output.ts";

/** After a look at a run elsewhere: all that it has printed so far, where that is had by a call of its own. Null where there
 *  is none, or where it could not be had: then the next look may have it. Within the time that the look has left. */
export async function readOutput(deps: PerformDeps, call: Claim, looked: CallResult): Promise<Printed | null> {
  const { kind, input, secrets, totalMs } = call;
  if (call.step !== "read" || kind.planOutput === undefined || looked.result !== "answered") return null;
  if (looked.answer.status < 200 || looked.answer.status > 299) return null;
  const request = kind.planOutput(input);
  const leftMs = totalMs - looked.durationMs;
  if (request === null || leftMs < leastMs) return null;
  const limits = { totalMs: leftMs, ...(deps.signal ? { signal: deps.signal } : {}) };
  const result = await callWithCredentials(deps.outbound, kind, request, input, secrets, limits);
  const isText = result.result === "answered" && result.answer.status === 200 && !isPage.test(result.answer.body);
  if (isText) return { text: result.answer.body, isCut: result.answer.bodyCut };
  deps.log.warn({ stage: "perform", actionId: call.actionId }, "what a run elsewhere prints could not be read");
  return null;
}

const leastMs = 200;
/** A sign-in that stands before it. */
const isPage = /^\s*<(!doctype|html)/i;
