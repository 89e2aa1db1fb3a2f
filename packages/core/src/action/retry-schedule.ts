import type { LinkVerb } from "./chain.ts";

/** When to try again. All in milliseconds. */
export interface RetryPolicy {
  /** Pause before attempt 1, 2, 3 … */
  delaysMs: readonly number[];
  /** Pause before each later one. */
  thenEveryMs: number;
  /** No new try once it has been due for so long. */
  untilMs: number;
  /** A failure is raised when it has been due for so long and its tries go on. */
  lateAfterMs: number;
  retryAfterMaxMs: number;
  /** Share of the pause by which it is shortened or lengthened at most. */
  jitter: number;
}

const hour = 3_600_000;

/** The table of times: pages have a schedule of their own, all else shares one; a remediation is never repeated by itself. */
export const retryPolicies: Record<"standard" | "page" | "once", RetryPolicy> = {
  standard: {
    delaysMs: [0, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000],
    thenEveryMs: 15 * 60_000,
    untilMs: 24 * hour,
    lateAfterMs: 5 * 60_000,
    retryAfterMaxMs: hour,
    jitter: 0.2,
  },
  page: {
    delaysMs: [0, 2_000, 5_000, 10_000, 20_000, 40_000],
    thenEveryMs: 60_000,
    untilMs: 30 * 60_000,
    lateAfterMs: 60_000,
    retryAfterMaxMs: hour,
    jitter: 0.2,
  },
  once: { delaysMs: [0], thenEveryMs: 0, untilMs: 0, lateAfterMs: 5 * 60_000, retryAfterMaxMs: hour, jitter: 0 },
};

/** A page is urgent, the end of one is not: a pager that is in maintenance takes it hours later. */
export function retryPolicyOf(kind: string, verb: LinkVerb | "send"): RetryPolicy {
  if (kind === "remediate") return retryPolicies.once;
  return kind === "page" && verb !== "close" ? retryPolicies.page : retryPolicies.standard;
}

/** The same policy with every length of time multiplied, for tests. */
export function scalePolicy(policy: RetryPolicy, scale: number): RetryPolicy {
  return {
    delaysMs: policy.delaysMs.map((ms) => ms * scale),
    thenEveryMs: policy.thenEveryMs * scale,
    untilMs: policy.untilMs * scale,
    lateAfterMs: policy.lateAfterMs * scale,
    retryAfterMaxMs: policy.retryAfterMaxMs * scale,
    jitter: policy.jitter,
  };
}

/** Pause before the next try, in whole milliseconds; null when the policy is spent. A longer Retry-After wins, up to its cap.
 *  @param past.tries how many there were. @param past.dueForMs how long it has been due. @param random 0 to 1.
 *  @example nextTryDelayMs(retryPolicies.standard, { tries: 2, dueForMs: 3_000 }, 0.5) // 5_000 */
export function nextTryDelayMs(
  policy: RetryPolicy,
  past: { tries: number; dueForMs: number; retryAfterMs?: number | undefined },
  random: number,
): number | null {
  const listed = policy.delaysMs[past.tries];
  const base = listed ?? policy.thenEveryMs;
  if ((listed === undefined && base <= 0) || past.dueForMs >= policy.untilMs) return null;
  const jittered = base * (1 - policy.jitter + 2 * policy.jitter * random);
  const asked = Math.min(past.retryAfterMs ?? 0, policy.retryAfterMaxMs);
  return Math.round(Math.max(jittered, asked));
}
