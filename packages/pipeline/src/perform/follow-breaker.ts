import { type Breaker, type EpochMs, toIso } from "@signalbox/core";
import { appendJournal, type ConnectionForCall, releaseParked, type Tx } from "@signalbox/database";
import type { PerformDeps } from "./perform-deps.ts";

/** Pause between two actions that a closed breaker lets go on. */
const releaseEveryMs = 50;

const verbs = { closed: "breaker-closed", open: "breaker-opened", half_open: "breaker-probing" } as const;

/** What follows from a call's verdict for those that wait behind the breaker: after a probe that worked one more may try,
 *  and when it closes all go on, one after the other. Each change is a line of the connection's history. */
export async function followBreaker(
  deps: PerformDeps,
  tx: Tx,
  connection: Pick<ConnectionForCall, "id" | "key">,
  change: { before: Breaker; after: Breaker; now: EpochMs },
): Promise<void> {
  const { before, after, now } = change;
  const waiting = { parkedFor: "breaker", connectionId: connection.id, now } as const;
  if (after.state === "half_open") await releaseParked(tx, { ...waiting, limit: 1 });
  if (after.state === before.state) return;
  if (after.state === "closed") await releaseParked(tx, { ...waiting, everyMs: releaseEveryMs });
  deps.log.warn({ stage: "perform", connection: connection.key, breaker: after.state }, "breaker changed");
  await appendJournal(tx, {
    at: now,
    actorKind: "system",
    actor: "worker",
    verb: `connection.${verbs[after.state]}`,
    subjectKind: "connection",
    subjectId: connection.key,
    details: after.openUntil === null ? {} : { openUntil: toIso(after.openUntil), trips: after.trips },
  });
}
