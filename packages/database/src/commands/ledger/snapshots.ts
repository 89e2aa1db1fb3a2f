import type { EpochMs, Period } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, asc, desc, eq } from "../../drizzle.ts";
import { ledgerSnapshotParts, ledgerSnapshots } from "../../schema/ledger.ts";

export type SnapshotRow = typeof ledgerSnapshots.$inferSelect;
export type SnapshotFormat = SnapshotRow["format"];

/** The file of a closed month with its place in the chain; `parts` are pieces of its gzip stream. */
export async function insertSnapshot(
  tx: Tx,
  snapshot: {
    period: Period;
    format: SnapshotFormat;
    sha256: Buffer;
    previousSha256: Buffer | null;
    chainSha256: Buffer;
    timesClosed: number;
    rows: number;
    sizeBytes: number;
    madeAt: EpochMs;
  },
  parts: readonly Buffer[],
): Promise<void> {
  const [made] = await tx.insert(ledgerSnapshots).values(snapshot).returning({ id: ledgerSnapshots.id });
  for (const [index, bytes] of parts.entries()) {
    await tx.insert(ledgerSnapshotParts).values({ snapshotId: made!.id, ordinal: index + 1, bytes });
  }
}

/** The one of this format that was made last; null while there is none. */
export async function findLastSnapshot(reader: Reader, format: SnapshotFormat): Promise<SnapshotRow | null> {
  const [row] = await reader
    .select()
    .from(ledgerSnapshots)
    .where(eq(ledgerSnapshots.format, format))
    .orderBy(desc(ledgerSnapshots.id))
    .limit(1);
  return row ?? null;
}

/** The file that a closed month is served from: that of its last closing. */
export async function findSnapshotOf(
  reader: Reader,
  period: Period,
  format: SnapshotFormat,
): Promise<SnapshotRow | null> {
  const [row] = await reader
    .select()
    .from(ledgerSnapshots)
    .where(and(eq(ledgerSnapshots.period, period), eq(ledgerSnapshots.format, format)))
    .orderBy(desc(ledgerSnapshots.id))
    .limit(1);
  return row ?? null;
}

export async function findSnapshot(reader: Reader, id: number): Promise<SnapshotRow | null> {
  const [row] = await reader.select().from(ledgerSnapshots).where(eq(ledgerSnapshots.id, id));
  return row ?? null;
}

/** In the order in which they were made; of one month where one is named. */
export async function listSnapshots(reader: Reader, period?: Period): Promise<SnapshotRow[]> {
  return reader
    .select()
    .from(ledgerSnapshots)
    .where(period === undefined ? undefined : eq(ledgerSnapshots.period, period))
    .orderBy(asc(ledgerSnapshots.id));
}

/** One piece of its gzip stream; null after the last. */
export async function readSnapshotPart(reader: Reader, snapshotId: number, ordinal: number): Promise<Buffer | null> {
  const [row] = await reader
    .select({ bytes: ledgerSnapshotParts.bytes })
    .from(ledgerSnapshotParts)
    .where(and(eq(ledgerSnapshotParts.snapshotId, snapshotId), eq(ledgerSnapshotParts.ordinal, ordinal)));
  return row?.bytes ?? null;
}
