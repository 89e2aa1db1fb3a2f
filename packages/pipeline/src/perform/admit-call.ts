import { type ConnectionKind, type ConnectionSecrets, callLimitsOf } from "@signalbox/connections";
import { askBreaker, breakerPolicy, decideTurn, type EpochMs, scaleBreakerPolicy } from "@signalbox/core";
import {
  type ActionRow,
  type ConnectionForCall,
  type ConnectionHealth,
  countCallsUnderWay,
  findPause,
  hasChangedSince,
  lockConnectionHealth,
  type ParkedFor,
  resumeConnection,
  saveBreaker,
  saveTurns,
  type Tx,
} from "@signalbox/database";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import { loadUsableSecrets } from "./load-usable-secrets.ts";
import { pauseForCredentials } from "./pause-for-credentials.ts";
import type { PerformDeps } from "./perform-deps.ts";

interface Parking {
  admission: "parked";
  parkedFor: ParkedFor;
  until: EpochMs;
  reason: string;
}
export type Leave = { admission: "leave"; secrets: ConnectionSecrets } | Parking;

const parked = (parkedFor: ParkedFor, reason: string, until: EpochMs): Parking => ({
  admission: "parked",
  parkedFor,
  until,
  reason,
});

interface Call {
  action: ActionRow;
  connection: ConnectionForCall;
  kind: ConnectionKind;
  config: unknown;
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

/** May the action call at all? Not while outbound is off, or its connection is paused or lacks credentials. What may not is
 *  parked: no try, and nobody waits for it. Takes no lock where it may. */
export async function askLeave(
  deps: PerformDeps,
  tx: Tx,
  { connection, kind, config, now }: Pick<Call, "connection" | "kind" | "config" | "now">,
): Promise<Leave> {
  if (!(await isOutboundSwitchedOn(deps, tx))) {
    return parked("outbound", "outbound is off", now + outboundMs * deps.timeScale);
  }
  const pausedUntil = now + pausedMs * deps.timeScale;
  const pause = await findPause(tx, connection.id);
  if (pause !== null) {
    const isWorthATry = await hasChangedSince(tx, connection.id, pause.pausedAt);
    if (!isWorthATry) return parked("paused", `connection paused: ${pause.pausedReason}`, pausedUntil);
    await resumeConnection(tx, connection.id, now);
  }
  const secrets = await loadUsableSecrets(deps, tx, connection.id, now);
  const missing = kind.secretFields(config).filter((field) => secrets[field] === undefined);
  if (missing.length > 0) {
    await lockConnectionHealth(tx, connection.id);
    await pauseForCredentials(deps, tx, connection, `the credential ${missing.join(", ")} is not stored`, now);
    return parked("paused", `connection paused: ${missing.join(", ")} is missing`, pausedUntil);
  }
  return { admission: "leave", secrets };
}

/** May it call just now? Not while the breaker is open, as many calls as it may have are under way, or its rate says later.
 *  Null: it may. Paging is never parked behind a breaker; a page about a failure behind none of the limits either, as it
 *  would go to the next path. Locks the connection's health, so that the limits hold over all processes: all of the
 *  connection's calls wait for that lock, so it comes last before the intent is written. */
export async function takeTurn(deps: PerformDeps, tx: Tx, call: Call): Promise<Parking | null> {
  const health = await lockConnectionHealth(tx, call.connection.id);
  if (health.pausedAt !== null) {
    return parked("paused", `connection paused: ${health.pausedReason}`, call.now + pausedMs * deps.timeScale);
  }
  return parkForBreakerOrLimits(deps, tx, call, health);
}

// In this order, so that a turn is used up only by a call that is made.
async function parkForBreakerOrLimits(
  deps: PerformDeps,
  tx: Tx,
  call: Call,
  health: ConnectionHealth,
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
    const underWay = await countCallsUnderWay(tx, connection.id, { exceptActionId: action.id, now });
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
