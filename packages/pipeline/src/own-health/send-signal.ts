import { type EpochMs, ownLimits, toIso } from "@signalbox/core";
import {
  countTroubles,
  listOwnSigns,
  loadDeadMansSignal,
  lockOwnSign,
  raiseFailure,
  saveOwnSign,
  settleFailure,
  type Tx,
} from "@signalbox/database";
import { callOutside } from "../outbound/call-outside.ts";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";

export type SignalOutcome =
  | { outcome: "sent" }
  | { outcome: "failed"; why: string }
  /** Not all is well: whoever waits for the signal is to notice. */
  | { outcome: "withheld"; why: string }
  | { outcome: "not-due" | "not-set" };

/** What `own_signs` keeps of the signal. `failingSince`: of the first call of those in a row that failed. */
interface SignalState {
  triedAt?: number;
  lastAt?: number;
  failingSince?: number | null;
  withheld?: string | null;
}

const name = "signal";
const cause = "dead-mans-signal";
// Without these nothing that comes in is heard or paged; a source that is silent is no death of ours.
const vital = ["lane:process", "lane:perform_page", "lane:escalate", "part:api"];
const watchesMissed = 5;

/** Calls the dead-man's URL where it is due and all that pages people is well: this process beats, Postgres writes, an api is
 *  alive, no backlog, each measured of late, and no failure that nobody can be paged about. Safe in many processes: one of them calls per minute. */
export async function sendSignal(deps: PerformDeps): Promise<SignalOutcome> {
  const url = await loadDeadMansSignal(deps.db.read, deps.secretKey);
  if (url === null) return { outcome: "not-set" };
  const why = await whyNot(deps);
  const claim = await deps.db.transaction((tx) => claimTurn(deps, tx, why));
  if (claim === "not-due") return { outcome: "not-due" };
  if (why !== null) return { outcome: "withheld", why };
  const request = { method: "GET", url, headers: {}, body: null } as const;
  const signal = deps.signal;
  const called = await callOutside(deps.outbound, request, {
    totalMs: ownLimits.signal.timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const trouble = troubleOf(called);
  await deps.db.transaction((tx) => recordCall(deps, tx, trouble));
  return trouble === null ? { outcome: "sent" } : { outcome: "failed", why: trouble };
}

async function whyNot(deps: PerformDeps): Promise<string | null> {
  if (deps.signal?.aborted) return "this worker does not beat";
  if (!(await isOutboundSwitchedOn(deps, deps.db.read))) return "outbound is off";
  const signs = await listOwnSigns(deps.db.read);
  const bad = signs.find((sign) => vital.includes(sign.name) && !sign.isWell);
  if (bad !== undefined) return `${bad.name}: ${String(bad.details.words)}`;
  // A watch that itself is broken leaves the last good signs behind.
  const since = deps.now() - watchesMissed * ownLimits.watchEveryMs * deps.timeScale;
  const unwatched = vital.find((name) => !signs.some((sign) => sign.name === name && sign.measuredAt >= since));
  if (unwatched !== undefined) return `${unwatched}: not measured of late`;
  const { nobodyReached } = await countTroubles(deps.db.read);
  return nobodyReached > 0 ? "there is a failure that nobody could be paged about" : null;
}

// The row is the turn: who writes it first calls.
async function claimTurn(deps: PerformDeps, tx: Tx, withheld: string | null): Promise<"ours" | "not-due"> {
  const now = deps.now();
  const before = await lockOwnSign(tx, name);
  const state = (before?.details ?? {}) as SignalState;
  const everyMs = ownLimits.signal.everyMs * deps.timeScale;
  if (state.triedAt !== undefined && state.triedAt > now - everyMs * 0.9 && state.triedAt <= now) return "not-due";
  const failingSince = withheld === null ? (state.failingSince ?? null) : null;
  await save(tx, { ...state, triedAt: now, withheld, failingSince }, now);
  return "ours";
}

async function recordCall(deps: PerformDeps, tx: Tx, trouble: string | null): Promise<void> {
  const now = deps.now();
  const state = ((await lockOwnSign(tx, name))?.details ?? {}) as SignalState;
  if (trouble === null) {
    await save(tx, { ...state, lastAt: now, failingSince: null }, now);
    await settleFailure(tx, { kind: "signal-failing", cause, by: "system", reason: "a signal got through", now });
    return;
  }
  const failingSince = state.failingSince ?? state.triedAt ?? now;
  await save(tx, { ...state, failingSince }, now, trouble);
  if (now - failingSince < ownLimits.signal.failingForMs * deps.timeScale) return;
  const last = state.lastAt === undefined ? "none got through yet" : `the last got through at ${toIso(state.lastAt)}`;
  await raiseFailure(tx, {
    kind: "signal-failing",
    cause,
    subjectKind: "setting",
    subjectId: cause,
    reason: `The dead-man's signal does not get through: ${trouble}; ${last}`,
    advice:
      "Look whether the URL is right and whether this machine reaches it. The watch outside will soon report us dead.",
    now,
    newId: deps.newId,
  });
}

async function save(tx: Tx, state: SignalState, now: EpochMs, trouble: string | null = null): Promise<void> {
  const why = state.withheld ? `withheld: ${state.withheld}` : trouble;
  const isWell = why === null;
  await saveOwnSign(tx, { name, isWell, details: { ...state, words: why ?? "gets through" }, measuredAt: now });
}

function troubleOf(called: Awaited<ReturnType<typeof callOutside>>): string | null {
  if (called.result === "failed") return called.outcome.detail ?? called.outcome.outcome;
  const { status } = called.answer;
  return status >= 200 && status < 300 ? null : `it answered ${status}`;
}
