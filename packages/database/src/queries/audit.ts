import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, lt, sql } from "../drizzle.ts";
import { rejections } from "../schema/deliveries.ts";
import { journal } from "../schema/journal.ts";
import { sources } from "../schema/sources.ts";

export type JournalFilter = {
  actorKind?: (typeof journal.$inferSelect)["actorKind"] | undefined;
  subjectKind?: string | undefined;
  subjectId?: string | undefined;
};

/** Newest first. */
export async function listJournal(
  reader: Reader,
  filter: JournalFilter,
  page: { after: number | null; limit: number },
) {
  return reader
    .select()
    .from(journal)
    .where(
      and(
        filter.actorKind === undefined ? undefined : eq(journal.actorKind, filter.actorKind),
        filter.subjectKind === undefined ? undefined : eq(journal.subjectKind, filter.subjectKind),
        filter.subjectId === undefined ? undefined : eq(journal.subjectId, filter.subjectId),
        page.after === null ? undefined : lt(journal.id, page.after),
      ),
    )
    .orderBy(desc(journal.id))
    .limit(page.limit);
}

/** The story of one thing, oldest first. */
export async function listJournalOf(reader: Reader, subject: { kind: string; id: string }) {
  return reader
    .select()
    .from(journal)
    .where(and(eq(journal.subjectKind, subject.kind), eq(journal.subjectId, subject.id)))
    .orderBy(asc(journal.id))
    .limit(1_000);
}

export type RejectionPlace = { lastAt: EpochMs; id: number };

/** Seen last first. */
export async function listRejections(
  reader: Reader,
  filter: { sourceKey?: string | undefined },
  page: { after: RejectionPlace | null; limit: number },
) {
  const { after } = page;
  return reader
    .select({ ...getTableColumns(rejections), source: sources.key })
    .from(rejections)
    .leftJoin(sources, eq(sources.id, rejections.sourceId))
    .where(
      and(
        filter.sourceKey === undefined ? undefined : eq(sources.key, filter.sourceKey),
        after === null
          ? undefined
          : sql`(${rejections.lastAt}, ${rejections.id}) < (${new Date(after.lastAt).toISOString()}::timestamptz, ${after.id}::bigint)`,
      ),
    )
    .orderBy(desc(rejections.lastAt), desc(rejections.id))
    .limit(page.limit);
}
