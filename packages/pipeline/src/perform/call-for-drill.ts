import type { OutsideCall } from "@signalbox/connections";
import { type DrillDisturbance, insertDrillCall } from "@signalbox/database";
import type { CallLimits, CallResult } from "../outbound/call-outside.ts";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import type { Claim } from "./claim-attempt.ts";
import type { PerformDeps } from "./perform-deps.ts";

/** A call of a disturbed drill: through the proxy while the disturbance lasts, straight afterwards, and written down either
 *  way, with what the desk answered even where that never came back. */
export async function callForDrill(
  deps: PerformDeps,
  call: Claim & { planned: OutsideCall },
  { runId, incidentId, fault }: DrillDisturbance,
  limits: CallLimits,
): Promise<CallResult> {
  const { kind, planned, input, secrets, step, totalMs } = call;
  const at = deps.now();
  const door =
    fault === null || deps.faultProxy === undefined ? null : await deps.faultProxy.open(deps.outbound, fault, totalMs);
  const result = await callWithCredentials(door?.outbound ?? deps.outbound, kind, planned, input, secrets, limits);
  const answered = result.result === "answered" ? result.answer : null;
  const answer = door === null ? answered : door.lastAnswer();
  const learnt = answer !== null && step === "create" ? kind.interpret(step, answer, input) : null;
  const kept = {
    ...{ runId, incidentId, at, step },
    fault: door === null ? null : fault,
    durationMs: result.durationMs,
    outcome: outcomeOf(result),
    deskStatus: answer?.status ?? null,
    openedThere:
      learnt?.step === "done" && learnt.result.outcome === "delivered" ? (learnt.result.externalId ?? null) : null,
  };
  // The call is over: that it can't be written down must not undo what comes of it.
  await deps.db
    .transaction((tx) => insertDrillCall(tx, kept))
    .catch((err: unknown) => deps.log.warn({ stage: "drill", runId, err }, "a call of a drill was not written down"));
  return result;
}

function outcomeOf(result: CallResult): string {
  if (result.result === "failed") return result.outcome.outcome;
  return result.answer.status < 400 ? "delivered" : "retryable";
}
