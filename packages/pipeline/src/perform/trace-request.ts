import { isHttpCall, type PlannedCall } from "@signalbox/connections";
import { traceparentOf } from "@signalbox/core";
import type { ActionRow } from "@signalbox/database";

/** The request as part of the trace of the delivery that ordered it: whoever looks into a call finds all that came of it.
 *  @param attempt.given the header with which that delivery came; null where it had none */
export function traceRequest(
  action: ActionRow,
  attempt: { request: PlannedCall; number: number; given: string | null },
): PlannedCall {
  const { request, number, given } = attempt;
  if (!isHttpCall(request)) return request;
  const traceparent = traceparentOf(given, action.eventDeliveryId ?? action.id, `${action.id}/${number}`);
  return { ...request, headers: { traceparent, ...request.headers } };
}
