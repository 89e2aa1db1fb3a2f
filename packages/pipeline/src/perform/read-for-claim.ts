import type { ConnectionSecrets } from "@signalbox/connections";
import type { EpochMs } from "@signalbox/core";
import {
  type Callee,
  type LockedAction,
  loadActionContext,
  loadDeliveryHeader,
  lockAction,
  type Tx,
  together,
} from "@signalbox/database";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import { loadUsableSecrets } from "./load-usable-secrets.ts";
import type { PerformDeps } from "./perform-deps.ts";

export interface ReadForClaim {
  /** Null where it is gone. */
  locked: LockedAction | null;
  /** What the rules saw at the event that ordered it. */
  context: Record<string, unknown> | null;
  /** With which the delivery came that ordered it. */
  traceparent: string | null;
  isOutboundOn: boolean;
  secrets: ConnectionSecrets;
}

/** All that a claim looks at, read at once behind the locks of the action. */
export async function readForClaim(
  deps: PerformDeps,
  tx: Tx,
  { action, connection }: Callee,
  now: EpochMs,
): Promise<ReadForClaim> {
  const { id, eventReceivedAt: receivedAt, eventDeliveryId: deliveryId, eventOrdinal: ordinal } = action;
  const [locked, context, traceparent, isOutboundOn, secrets] = await together(
    () => lockAction(tx, id),
    () => loadActionContext(tx, { receivedAt, deliveryId, ordinal }),
    async () =>
      receivedAt === null || deliveryId === null
        ? null
        : loadDeliveryHeader(tx, { receivedAt, id: deliveryId }, "traceparent"),
    () => isOutboundSwitchedOn(deps, tx),
    async () => (connection === null ? {} : loadUsableSecrets(deps, tx, connection.id, now)),
  );
  return { locked, context, traceparent, isOutboundOn, secrets };
}
