/** Why an outbound try ended as it did: a closed set, counted in metrics. */
export type OutcomeReason =
  | "ok"
  | "connect-failed"
  | "name-not-found"
  | "tls-failed"
  | "timed-out-before-sending"
  | "timed-out"
  | "answer-lost"
  | "answer-too-large"
  | "blocked-address"
  | "redirect-not-followed"
  | "rate-limited"
  | "server-error"
  | "conflict"
  | "credentials-refused"
  | "not-found"
  | "refused-by-target"
  | "answer-not-understood"
  | "not-closed-yet"
  | "invalid-request"
  | "run-failed"
  | "lease-expired"
  | "no-longer-needed"
  | "outbound-paused"
  | "breaker-open";

/** How one outbound try ended. `unknown`: the request may have been carried out and no answer says so. */
export type AttemptOutcome =
  | { outcome: "delivered"; externalId?: string; externalUrl?: string; detail?: string }
  | { outcome: "retryable"; reason: OutcomeReason; retryAfterMs?: number; detail: string }
  | { outcome: "permanent"; reason: OutcomeReason; detail: string }
  | { outcome: "unknown"; reason: OutcomeReason; detail: string };

export type ActionKind = "ticket" | "status-post" | "page" | "message" | "http" | "remediate";

/** What one call is for. */
export type CallStep = "find" | "create" | "update" | "close" | "reopen" | "read" | "send";

/** A: the target is idempotent by our key; B: our reference can be looked up; C: neither. */
export type Grade = "A" | "B" | "C";
