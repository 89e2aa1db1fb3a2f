import type { RuleChange } from "../rule/rule-set-body.ts";
import { type Chain, closingLink, isUnsent, lastOpening } from "./chain.ts";

/** What becomes of an order of a rule for a slot, given the latest obligation in that slot. */
export type OrderPlan =
  /** A new obligation; `linksPrevious`: it names the old one. `endsPrevious`: the old one is being closed and stands for nothing any more. */
  | { plan: "open"; occurrence: number; linksPrevious: boolean; endsPrevious: boolean }
  /** It is open: nothing to do outside. `cancel`: a close that was not sent is withdrawn. */
  | { plan: "join"; cancel: string[] }
  | { plan: "update" }
  /** The same one is opened again outside. */
  | { plan: "reopen" };

export interface Order {
  change: Exclude<RuleChange, "resolved">;
  /** The rule has something to say on an update. */
  hasUpdateText: boolean;
  /** The connection can open again what was closed. */
  canReopen: boolean;
}

/** At most one open obligation per slot: an order joins it, updates it, opens it again, or opens the next. */
export function planOrder(latest: (Chain & { occurrence: number }) | null, order: Order): OrderPlan {
  if (latest === null) return { plan: "open", occurrence: 1, linksPrevious: false, endsPrevious: false };
  const next = { plan: "open", occurrence: latest.occurrence + 1 } as const;
  // Another incident of the same component that opens after all had ended begins another outage: it has a ticket of its own.
  const goesOn = order.change !== "opened" && latest.kind !== "page" && latest.externalId !== null;
  const canReopen = order.canReopen && goesOn;
  const linksPrevious = goesOn;
  switch (latest.status) {
    case "open": {
      const closing = closingLink(latest.links);
      // A person stopped it while it was a draft: so it stays until what it stands for has ended.
      if (lastOpening(latest.links) === null) return { plan: "join", cancel: [] };
      if (closing === null) return isUpdate(latest, order) ? { plan: "update" } : { plan: "join", cancel: [] };
      // A page whose outage is over pages nobody again, and may be acknowledged: what is down anew has a page of its own.
      if (isUnsent(closing) && latest.kind !== "page") return { plan: "join", cancel: [closing.id] };
      return canReopen ? { plan: "reopen" } : { ...next, linksPrevious, endsPrevious: true };
    }
    case "settled":
      return canReopen ? { plan: "reopen" } : { ...next, linksPrevious, endsPrevious: false };
    case "cancelled":
    case "lost":
      return { ...next, linksPrevious: false, endsPrevious: false };
  }
}

function isUpdate(latest: Chain, order: Order): boolean {
  const isUpdating = order.change === "updated" || order.change === "acknowledged";
  return isUpdating && order.hasUpdateText && latest.kind !== "page";
}
