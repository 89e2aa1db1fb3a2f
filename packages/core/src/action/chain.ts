/** What stays open outside until it is closed. */
export type ObligationKind = "ticket" | "status-post" | "page";

export type ObligationStatus = "open" | "settled" | "cancelled" | "lost";

/** What one link of a chain does outside. `join` does nothing: a second rule ordered what is open already. */
export type LinkVerb = "create" | "update" | "close" | "reopen" | "join";

/**
 * `waiting`: known not to have been carried out, with or without tries; `running` and `unknown`: may have been.
 * `failed`: given up, known not to have been carried out.
 */
export type LinkState = "waiting" | "running" | "done" | "cancelled" | "failed" | "unknown" | "needs_approval";

export interface ChainLink {
  id: string;
  verb: LinkVerb;
  state: LinkState;
  /** Its rule wants the ticket on record even if all is over before it was sent. */
  always: boolean;
}

/** An obligation with its links in order. */
export interface Chain {
  kind: ObligationKind;
  status: ObligationStatus;
  externalId: string | null;
  links: readonly ChainLink[];
}

/** Unsent: cancelling it leaves no trace outside. */
export function isUnsent(link: ChainLink): boolean {
  return link.state === "waiting" || link.state === "needs_approval";
}

/** The link that may run now: the first in order that has not ended. Null where it runs already, where none is left, and
 *  where what it builds on was given up. */
export function nextLink(chain: Pick<Chain, "links">): ChainLink | null {
  const index = chain.links.findIndex((link) => !hasEnded[link.state]);
  const link = chain.links[index];
  if (link === undefined || link.state === "running" || link.state === "needs_approval") return null;
  const opening = lastOpening(chain.links.slice(0, index));
  return opening?.state === "failed" ? null : link;
}

const hasEnded: Record<LinkState, boolean> = {
  waiting: false,
  running: false,
  unknown: false,
  needs_approval: false,
  done: true,
  cancelled: true,
  failed: true,
};

/** The create or reopen that the present life of the obligation rests on: the last that was not cancelled. */
export function lastOpening(links: readonly ChainLink[]): ChainLink | null {
  return links.findLast((link) => opens(link) && link.state !== "cancelled") ?? null;
}

/** The close that belongs to the present life, unless it was cancelled or given up; null where nothing closes it yet. */
export function closingLink(links: readonly ChainLink[]): ChainLink | null {
  const opening = links.findLastIndex((link) => opens(link) && link.state !== "cancelled");
  const isLive = (link: ChainLink) => link.verb === "close" && link.state !== "cancelled" && link.state !== "failed";
  return links.slice(opening + 1).findLast(isLive) ?? null;
}

function opens(link: ChainLink): boolean {
  return link.verb === "create" || link.verb === "reopen";
}
