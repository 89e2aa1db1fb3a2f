import type { EpochMs } from "@signalbox/core";
import {
  type AcknowledgeLinkRow,
  findAcknowledgeLink,
  loadPageLook,
  type PageLook,
  useAcknowledgeLink,
} from "@signalbox/database";
import { acknowledgeIncidentByHand } from "../incident/act-on-incident.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { idOfAcknowledgeLink, isGenuineLink } from "./acknowledge-link.ts";

type LinkDeps = Pick<PerformDeps, "secretKey" | "now" | "newId"> & Parameters<typeof acknowledgeIncidentByHand>[0];

/** What a link opens. All but `unknown` tell whoever holds the link what it is about. */
export type LinkLook =
  | { look: "unknown" }
  /** It can be acknowledged; `taken` where somebody else has done so already. */
  | { look: "open" | "taken" | "over" | "expired" | "used"; person: string; usedAt: EpochMs | null; page: PageLook };

export type LinkAct = { act: "acknowledged"; look: LinkLook } | { act: "refused"; look: LinkLook };

/** Shows what a link is about. Changes nothing: mail scanners follow links. */
export async function lookAtLink(deps: LinkDeps, token: string): Promise<LinkLook> {
  const link = await findGenuine(deps, token);
  return link === null ? { look: "unknown" } : describe(deps, link);
}

/** Acknowledges all that the page stands for, in the name of the person who was paged, once. What somebody else has taken
 *  stays theirs, and the link stays unused. Safe to run twice: the link is used up only after the incident was taken. */
export async function acknowledgeByLink(deps: LinkDeps, token: string): Promise<LinkAct> {
  const link = await findGenuine(deps, token);
  if (link === null) return { act: "refused", look: { look: "unknown" } };
  const before = await describe(deps, link);
  if (before.look !== "open") return { act: "refused", look: before };
  const actor = { kind: "person", name: link.person } as const;
  let taken = 0;
  for (const { id, status } of before.page.standsFor) {
    if (status !== "open") continue;
    const done = await acknowledgeIncidentByHand(deps, { incidentId: id, actor, reason: "by the link in the page" });
    if (done.outcome === "done") taken += 1;
  }
  if (taken === 0) return { act: "refused", look: await describe(deps, link) };
  await deps.db.transaction((tx) => useAcknowledgeLink(tx, link.id, deps.now()));
  const used = await findAcknowledgeLink(deps.db.read, link.id);
  return { act: "acknowledged", look: await describe(deps, used ?? link) };
}

async function findGenuine(deps: LinkDeps, token: string): Promise<AcknowledgeLinkRow | null> {
  const id = idOfAcknowledgeLink(token);
  const link = id === null ? null : await findAcknowledgeLink(deps.db.read, id);
  return link !== null && isGenuineLink(deps.secretKey, token, link) ? link : null;
}

async function describe(deps: LinkDeps, link: AcknowledgeLinkRow): Promise<LinkLook> {
  const page = await loadPageLook(deps.db.read, link);
  const { person, usedAt, expiresAt } = link;
  return { look: judge(page, { usedAt, isExpired: expiresAt <= deps.now() }), person, usedAt, page };
}

function judge(
  { standsFor }: PageLook,
  link: { usedAt: EpochMs | null; isExpired: boolean },
): Exclude<LinkLook["look"], "unknown"> {
  if (standsFor.every(({ status }) => status === "resolved")) return "over";
  if (link.usedAt !== null) return "used";
  if (link.isExpired) return "expired";
  return standsFor.some(({ status }) => status === "open") ? "open" : "taken";
}
