import { type ConnectionKind, type ConnectionSecrets, callLimitsOf } from "@signalbox/connections";
import { askBreaker, breakerPolicy, decideTurn, type EpochMs, scaleBreakerPolicy } from "@signalbox/core";
import {
  type ActionRow,
  type ConnectionForCall,
  type ConnectionHealth,
  hasChangedSince,
  lockHealthAndCount,
  type ParkedFor,
  resumeConnection,
  saveBreaker,
  saveTurns,
  type Tx,
} from "@signalbox/database";
import { pauseForCredentials } from "./pause-for-credentials.ts";
import type { PerformDeps } from "./perform-deps.ts";

interface Parking {
  admission: "parked";
  parkedFor: ParkedFor;
  until: EpochMs;
  reason: string;
}
export type Admission = { admission: "admitted" } | Parking;

interface Call {
  action: ActionRow;
  connection: ConnectionForCall;
  kind: ConnectionKind;
  config: unknown;
  isOutboundOn: boolean;
  /** Those that have not expired. */
  secrets: ConnectionSecrets;
  /** True where it goes on with a try whose first call was made: it keeps its slot. */
  isUnderWay: boolean;
  leaseUntil: EpochMs;
  now: EpochMs;
}

const pausedMs = 60_000;
/** When outbound is on again, what waits is released: this is only for what that misses. */
const outboundMs = 600_000;
/** A call that ends rings for the next: this is only for one whose worker was lost. */
const slotMs = 120_000;

/** May the action call now? Not while outbound is off, its connection is paused or lacks credentials, its breaker is open,
 *  as many calls as it may have are under way, or its rate says later. What may not is parked: no try, and nobody waits for
 *  it. Paging is never parked behind a breaker; a page about a failure behind none of the limits either, as it would go to
 *  the next path. Locks the connection's health, so that the limits hold over all processes. */
export async function admitCall(deps: PerformDeps, tx: Tx, call: Call): Promise<Admission> {
  const { action, connection, kind, config, secrets, now } = call;
  const parked = (parkedFor: ParkedFor, reason: string, until: EpochMs): Parking => ({
    admission: "parked",
    parkedFor,
    until,
    reason,
  });
  if (!call.isOutboundOn) return parked("outbound", "outbound is off", now + outboundMs * deps.timeScale);
  const { health, underWay } = await lockHealthAndCount(tx, connection.id, { exceptActionId: action.id, now });
  const pausedUntil = now + pausedMs * deps.timeScale;
  if (health.pausedAt !== null) {
    const isWorthATry = await hasChangedSince(tx, connection.id, health.pausedAt);
    if (!isWorthATry) return parked("paused", `connection paused: ${health.pausedReason}`, pausedUntil);
    await resumeConnection(tx, connection.id, now);
  }
  const missing = kind.secretFields(config).filter((field) => secrets[field] === undefined);
  if (missing.length > 0) {
    await pauseForCredentials(deps, tx, connection, `the credential ${missing.join(", ")} is not stored`, now);
    return parked("paused", `connection paused: ${missing.join(", ")} is missing`, pausedUntil);
  }
  return (await parkForBreakerOrLimits(deps, tx, call, health, underWay)) ?? { admission: "admitted" };
}

// In this order, so that a turn is used up only by a call that is made.
async function parkForBreakerOrLimits(
  deps: PerformDeps,
  tx: Tx,
  call: Call,
  health: ConnectionHealth,
  underWay: number,
): Promise<Parking | null> {
  const { action, connection, kind, config, leaseUntil, now } = call;
  const policy = scaleBreakerPolicy(breakerPolicy, deps.timeScale);
  const asked = askBreaker(health.breaker, { now, by: action.id, leaseUntil }, policy);
  // A page goes on all the same; where it may probe, it does, as a connection that only pages has no other probe.
  if (asked.decision === "park" && action.kind !== "page") {
    // While another probes, its end rings for what waits.
    const until = Math.max(asked.until, (asked.breaker.state === "half_open" && asked.breaker.probeUntil) || 0);
    return { admission: "parked", parkedFor: "breaker", until, reason: "breaker open" };
  }
  if (action.failureId === null) {
    const { concurrency, intervalMs } = callLimitsOf(kind, config);
    if (underWay >= concurrency && !call.isUnderWay) {
      const reason = `${underWay} calls of ${connection.key} are under way: it waits for one to end`;
      return { admission: "parked", parkedFor: "slot", until: now + slotMs * deps.timeScale, reason };
    }
    if (intervalMs !== null) {
      const ask = { now, hasTurn: action.parkedFor === "turn", isUnderWay: call.isUnderWay };
      const turn = decideTurn(health.turns, ask, intervalMs);
      await saveTurns(tx, connection.id, turn.book, now);
      if (turn.decision === "wait") {
        const reason = `${connection.key} takes one call each ${Math.round(intervalMs)} ms: it waits for its turn`;
        return { admission: "parked", parkedFor: "turn", until: turn.until, reason };
      }
    }
  }
  if (asked.decision === "call" && asked.breaker !== health.breaker)
    await saveBreaker(tx, connection.id, asked.breaker, now);
  return null;
}
