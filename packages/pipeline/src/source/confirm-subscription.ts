import {
  answerSenderRequest,
  type ChangedBy,
  type Database,
  findDeliveryBody,
  findSenderRequest,
  journalChange,
  notifyLive,
} from "@signalbox/database";
import { senderByKey } from "@signalbox/senders";
import { callOutside } from "../outbound/call-outside.ts";
import { loadOutboundState } from "../outbound/is-switched-on.ts";
import type { Outbound } from "../outbound/open-outbound.ts";

export type ConfirmOutcome =
  | { outcome: "confirmed"; topic: string }
  | { outcome: "not-found" | "answered-already" | "body-gone" | "outbound-off" }
  /** The address answered so; its text is not told, it is nobody's we know. */
  | { outcome: "refused"; status: number }
  | { outcome: "not-reached"; detail: string };

const totalMs = 10_000;

/** Visits the address by which a sender lets a topic send here: only ever because a person asked for it. The address stands in
 *  the delivery, whose signature was checked when it came in. Visiting it twice does no harm. */
export async function confirmSubscription(
  deps: { db: Pick<Database, "read" | "transaction">; outbound: Outbound; isOutboundOn: boolean },
  by: ChangedBy,
  given: { source: { id: number; key: string; sender: string }; deliveryId: string },
): Promise<ConfirmOutcome> {
  const { source, deliveryId } = given;
  const request = await findSenderRequest(deps.db.read, { sourceId: source.id, deliveryId });
  if (request === null || request.kind === "token") return { outcome: "not-found" };
  if (request.answeredAt !== null) return { outcome: "answered-already" };
  const body = await findDeliveryBody(deps.db.read, { id: deliveryId, receivedAt: request.receivedAt });
  if (body === null) return { outcome: "body-gone" };
  const asked = senderByKey(source.sender)?.asks?.({ headers: {}, body: body.body, query: "" }) ?? null;
  if (asked === null || asked.kind === "token") return { outcome: "not-found" };
  if (!(await loadOutboundState(deps, deps.db.read)).isOn) return { outcome: "outbound-off" };

  const call = { method: "GET" as const, url: asked.address, headers: {}, body: null };
  const result = await callOutside(deps.outbound, call, { totalMs });
  if (result.result === "failed")
    return { outcome: "not-reached", detail: result.outcome.detail ?? result.outcome.outcome };
  const { status } = result.answer;
  if (status < 200 || status > 299) return { outcome: "refused", status };
  return deps.db.transaction(async (tx): Promise<ConfirmOutcome> => {
    if (!(await answerSenderRequest(tx, by, deliveryId))) return { outcome: "answered-already" };
    await journalChange(tx, by, "source", source.key, "subscription-confirmed", {
      topic: asked.topic,
      kind: asked.kind,
    });
    await notifyLive(tx, "source", source.key);
    return { outcome: "confirmed", topic: asked.topic };
  });
}
