import type { EpochMs } from "@signalbox/core";
import { appendJournal, type ConnectionForCall, pauseConnection, raiseFailure, type Tx } from "@signalbox/database";
import type { PerformDeps } from "./perform-deps.ts";

/** Stops using a connection whose credentials are refused or missing, and pages. Its actions wait. */
export async function pauseForCredentials(
  deps: PerformDeps,
  tx: Tx,
  connection: Pick<ConnectionForCall, "id" | "key">,
  reason: string,
  now: EpochMs,
): Promise<void> {
  await pauseConnection(tx, connection.id, reason, now);
  await appendJournal(tx, {
    at: now,
    actorKind: "system",
    actor: "worker",
    verb: "connection.paused",
    subjectKind: "connection",
    subjectId: connection.key,
    details: { reason },
  });
  await raiseFailure(tx, {
    kind: "connection-paused",
    cause: `connection:${connection.key}`,
    subjectKind: "connection",
    subjectId: connection.key,
    reason: `${connection.key} is paused: ${reason}`,
    advice: "Give it valid credentials; what waits is sent then. Or resume it, if the refusal was a mistake.",
    now,
    newId: deps.newId,
  });
}
