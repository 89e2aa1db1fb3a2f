import { type Chain, closingLink, isUnsent, lastOpening } from "./chain.ts";

export interface SettlementPlan {
  /** Links to cancel: they were not sent and are no longer needed. */
  cancel: string[];
  append: "close" | null;
  /** Where nothing is left to be closed outside: the status to take now. Null: it stays open until its close is done. */
  status: "cancelled" | "settled" | null;
  reason: string | null;
}

const nothing: SettlementPlan = { cancel: [], append: null, status: null, reason: null };

/**
 * All that the obligation stands for has ended. What was not sent is never sent (a ticket that its rule wants on record
 * apart); what was sent, or may have been, is closed by a link after it. Planning twice plans nothing more.
 */
export function planSettlement(chain: Chain): SettlementPlan {
  if (chain.status !== "open" || closingLink(chain.links) !== null) return nothing;
  const opening = lastOpening(chain.links);
  const unsent = chain.links.filter(isUnsent).map((link) => link.id);
  const isOnRecord = opening?.always === true && chain.kind !== "page";
  if (opening === null || (isUnsent(opening) && !isOnRecord)) {
    const wasOpenedBefore = chain.links.some((link) => link.verb === "create" && link.state === "done");
    return {
      cancel: unsent,
      append: null,
      status: wasOpenedBefore ? "settled" : "cancelled",
      reason: "no longer needed",
    };
  }
  // One wanted on record may be tried again by hand: then it is closed after it.
  if (opening.state === "failed" && !isOnRecord) {
    const status = opening.verb === "create" ? "cancelled" : "settled";
    return { cancel: unsent, append: null, status, reason: "it was never opened outside" };
  }
  return { ...nothing, append: "close" };
}
