import type { RefusalReason } from "@signalbox/senders";

/** How receiving one request ended. */
export type ReceiveOutcome =
  | { outcome: "stored"; deliveryId: string }
  | { outcome: "duplicate"; deliveryId: string }
  | Refusal
  | Unavailable
  /** The sender hung up before its request was whole; nobody waits for an answer. */
  | { outcome: "aborted" };

/** Final: the same request would be refused again. `hint` is for the page of refusals, never part of the answer. */
export type Refusal = {
  outcome: "refused";
  status: 400 | 401 | 403 | 404 | 405 | 413 | 414 | 415 | 431;
  reason: RefusalReason | RequestFault;
  hint: string | null;
};

type RequestFault =
  | "unknown-token"
  | "network-not-allowed"
  | "method-not-allowed"
  | "url-too-long"
  | "headers-too-large"
  | "body-encoded"
  | "body-too-large"
  | "body-empty";

/** The sender is to try again: nothing is known to be stored. */
export type Unavailable = {
  outcome: "unavailable";
  reason:
    | "too-fast"
    | "too-many-refusals"
    | "queue-full"
    | "not-stored"
    | "stopping"
    | "failed"
    | "certificate-unavailable"
    | "keys-unavailable";
};

export function refused(status: Refusal["status"], reason: Refusal["reason"], hint: string | null = null): Refusal {
  return { outcome: "refused", status, reason, hint };
}

export function unavailable(reason: Unavailable["reason"]): Unavailable {
  return { outcome: "unavailable", reason };
}
