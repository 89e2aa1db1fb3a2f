import { isHttpCall, type PlannedCall } from "@signalbox/connections";
import { traceparentOf } from "@signalbox/core";
import { type ActionRow, loadDeliveryHeader, type Tx } from "@signalbox/database";

/** The request as part of the trace of the delivery that ordered it: whoever looks into a call finds all that came of it. */
export async function traceRequest(
  tx: Tx,
  action: ActionRow,
  attempt: { request: PlannedCall; number: number },
): Promise<PlannedCall> {
  const { request, number } = attempt;
  if (!isHttpCall(request)) return request;
  const { eventReceivedAt: receivedAt, eventDeliveryId: id } = action;
  const given =
    receivedAt === null || id === null ? null : await loadDeliveryHeader(tx, { receivedAt, id }, "traceparent");
  const traceparent = traceparentOf(given, id ?? action.id, `${action.id}/${number}`);
  return { ...request, headers: { traceparent, ...request.headers } };
}
