import type { EpochMs } from "../shared/time.ts";

export type BreakerState = "closed" | "open" | "half_open";

/** What is stored of one connection's breaker, shared by all processes. */
export interface Breaker {
  state: BreakerState;
  windowStartedAt: EpochMs | null;
  windowCalls: number;
  windowFailures: number;
  /** How often it opened in a row without closing in between. */
  trips: number;
  openUntil: EpochMs | null;
  /** Who sends the one probe while half open, and until when that is believed. */
  probeBy: string | null;
  probeUntil: EpochMs | null;
  probeSuccesses: number;
}

/** In milliseconds. */
export interface BreakerPolicy {
  windowMs: number;
  callsMin: number;
  /** Share of failed calls in the window that opens it. */
  failureRate: number;
  openMs: number;
  openMaxMs: number;
  closesAfter: number;
  /** When an action is asked to come again while another sends the probe. */
  probeRecheckMs: number;
}

export const breakerPolicy: BreakerPolicy = {
  windowMs: 60_000,
  callsMin: 10,
  failureRate: 0.5,
  openMs: 30_000,
  openMaxMs: 600_000,
  closesAfter: 3,
  probeRecheckMs: 2_000,
};

export function scaleBreakerPolicy(policy: BreakerPolicy, scale: number): BreakerPolicy {
  return {
    ...policy,
    windowMs: policy.windowMs * scale,
    openMs: policy.openMs * scale,
    openMaxMs: policy.openMaxMs * scale,
    probeRecheckMs: policy.probeRecheckMs * scale,
  };
}

export const closedBreaker: Breaker = {
  state: "closed",
  windowStartedAt: null,
  windowCalls: 0,
  windowFailures: 0,
  trips: 0,
  openUntil: null,
  probeBy: null,
  probeUntil: null,
  probeSuccesses: 0,
};

export type BreakerDecision =
  | { decision: "call"; breaker: Breaker }
  | { decision: "park"; until: EpochMs; breaker: Breaker };

/** May `by` call now? Open: no, until it ends. Then half open: one probe at a time, over all processes. */
export function askBreaker(
  breaker: Breaker,
  ask: { now: EpochMs; by: string; leaseUntil: EpochMs },
  policy: BreakerPolicy,
): BreakerDecision {
  if (breaker.state === "closed") return { decision: "call", breaker };
  if (breaker.state === "open" && (breaker.openUntil ?? 0) > ask.now) {
    return { decision: "park", until: breaker.openUntil ?? ask.now, breaker };
  }
  const probing = breaker.state === "half_open" && breaker.probeBy !== null && (breaker.probeUntil ?? 0) > ask.now;
  if (probing && breaker.probeBy !== ask.by) {
    return { decision: "park", until: ask.now + policy.probeRecheckMs, breaker };
  }
  const probeSuccesses = breaker.state === "half_open" ? breaker.probeSuccesses : 0;
  const next: Breaker = {
    ...breaker,
    state: "half_open",
    openUntil: null,
    probeBy: ask.by,
    probeUntil: ask.leaseUntil,
    probeSuccesses,
  };
  return { decision: "call", breaker: next };
}

/** How a call ended, as the breaker sees it: refusals of a request (4xx) say nothing about the system's health. */
export type CallVerdict = "success" | "failure" | "neutral";

/** The breaker after a call. Calls that began before it opened count for nothing any more. */
export function recordCall(
  breaker: Breaker,
  call: { now: EpochMs; by: string; verdict: CallVerdict },
  policy: BreakerPolicy,
): Breaker {
  switch (breaker.state) {
    case "open":
      return breaker;
    case "half_open":
      return recordProbe(breaker, call, policy);
    case "closed":
      return recordInWindow(breaker, call, policy);
  }
}

function recordProbe(
  breaker: Breaker,
  call: { now: EpochMs; by: string; verdict: CallVerdict },
  policy: BreakerPolicy,
): Breaker {
  if (breaker.probeBy !== call.by) return breaker;
  if (call.verdict === "failure") return trip(breaker, call.now, policy);
  const probeSuccesses = breaker.probeSuccesses + (call.verdict === "success" ? 1 : 0);
  if (probeSuccesses >= policy.closesAfter) return closedBreaker;
  return { ...breaker, probeBy: null, probeUntil: null, probeSuccesses };
}

function recordInWindow(
  breaker: Breaker,
  call: { now: EpochMs; verdict: CallVerdict },
  policy: BreakerPolicy,
): Breaker {
  if (call.verdict === "neutral") return breaker;
  const isOver = breaker.windowStartedAt === null || call.now - breaker.windowStartedAt >= policy.windowMs;
  const counted: Breaker = {
    ...breaker,
    windowStartedAt: isOver ? call.now : breaker.windowStartedAt,
    windowCalls: (isOver ? 0 : breaker.windowCalls) + 1,
    windowFailures: (isOver ? 0 : breaker.windowFailures) + (call.verdict === "failure" ? 1 : 0),
  };
  const isFailing =
    counted.windowCalls >= policy.callsMin && counted.windowFailures >= counted.windowCalls * policy.failureRate;
  return isFailing ? trip(counted, call.now, policy) : counted;
}

function trip(breaker: Breaker, now: EpochMs, policy: BreakerPolicy): Breaker {
  const openMs = Math.min(policy.openMs * 2 ** Math.min(breaker.trips, 20), policy.openMaxMs);
  return { ...closedBreaker, state: "open", trips: breaker.trips + 1, openUntil: now + openMs };
}
