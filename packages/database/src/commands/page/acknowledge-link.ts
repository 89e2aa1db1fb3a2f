import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, asc, desc, eq, isNull } from "../../drizzle.ts";
import { components } from "../../schema/components.ts";
import { incidents } from "../../schema/incidents.ts";
import { journal } from "../../schema/journal.ts";
import { acknowledgeLinks, obligationIncidents } from "../../schema/obligations.ts";

export type AcknowledgeLinkRow = typeof acknowledgeLinks.$inferSelect;

/** The link of one person for one page, made on the first try of the page: a repeat sends the same. */
export async function keepAcknowledgeLink(
  tx: Tx,
  link: Omit<AcknowledgeLinkRow, "usedAt">,
): Promise<AcknowledgeLinkRow> {
  await tx.insert(acknowledgeLinks).values(link).onConflictDoNothing();
  const [kept] = await tx
    .select()
    .from(acknowledgeLinks)
    .where(and(eq(acknowledgeLinks.obligationId, link.obligationId), eq(acknowledgeLinks.person, link.person)));
  return kept!;
}

export async function findAcknowledgeLink(reader: Reader, id: string): Promise<AcknowledgeLinkRow | null> {
  const [row] = await reader.select().from(acknowledgeLinks).where(eq(acknowledgeLinks.id, id));
  return row ?? null;
}

/** Marks a link as used, once. False where it was used before. */
export async function useAcknowledgeLink(tx: Tx, id: string, now: EpochMs): Promise<boolean> {
  const used = await tx
    .update(acknowledgeLinks)
    .set({ usedAt: now })
    .where(and(eq(acknowledgeLinks.id, id), isNull(acknowledgeLinks.usedAt)))
    .returning({ id: acknowledgeLinks.id });
  return used.length > 0;
}

/** What a page is about, for whoever opens its link. */
export interface PageLook {
  incident: {
    id: string;
    title: string;
    status: "open" | "acknowledged" | "resolved";
    severity: string;
    component: string | null;
    openedAt: EpochMs;
    acknowledgedAt: EpochMs | null;
    resolvedAt: EpochMs | null;
  };
  /** All that the page stands for, the incident itself included. */
  standsFor: { id: string; status: "open" | "acknowledged" | "resolved" }[];
  /** Who was paged about the incident, first first. */
  asked: { person: string; at: EpochMs }[];
  /** Who acknowledged it last; null where the sender did. */
  acknowledgedBy: string | null;
}

export async function loadPageLook(reader: Reader, link: AcknowledgeLinkRow): Promise<PageLook> {
  const [incident] = await reader
    .select({
      id: incidents.id,
      title: incidents.title,
      status: incidents.status,
      severity: incidents.severity,
      component: components.name,
      openedAt: incidents.openedAt,
      acknowledgedAt: incidents.acknowledgedAt,
      resolvedAt: incidents.resolvedAt,
    })
    .from(incidents)
    .leftJoin(components, eq(components.id, incidents.componentId))
    .where(eq(incidents.id, link.incidentId));
  const standsFor = await reader
    .select({ id: incidents.id, status: incidents.status })
    .from(obligationIncidents)
    .innerJoin(incidents, eq(incidents.id, obligationIncidents.incidentId))
    .where(eq(obligationIncidents.obligationId, link.obligationId))
    .orderBy(asc(incidents.id));
  const asked = await reader
    .select({ person: acknowledgeLinks.person, at: acknowledgeLinks.madeAt })
    .from(acknowledgeLinks)
    .where(eq(acknowledgeLinks.incidentId, link.incidentId))
    .orderBy(asc(acknowledgeLinks.madeAt))
    .limit(20);
  const [line] = await reader
    .select({ actor: journal.actor, actorKind: journal.actorKind })
    .from(journal)
    .where(
      and(
        eq(journal.subjectKind, "incident"),
        eq(journal.subjectId, link.incidentId),
        eq(journal.verb, "incident.acknowledged"),
      ),
    )
    .orderBy(desc(journal.id))
    .limit(1);
  const acknowledgedBy = line === undefined || line.actorKind === "sender" ? null : line.actor;
  return { incident: incident!, standsFor, asked, acknowledgedBy };
}
