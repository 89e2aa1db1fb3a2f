import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { asc } from "../../drizzle.ts";
import { runbookBooks } from "../../schema/runs.ts";

/** Tells what a worker has read of the allow-list; values of variables are not in it. */
export async function saveRunbookBook(tx: Tx, path: string, book: object, now: EpochMs): Promise<void> {
  const row = { book, readAt: now };
  await tx
    .insert(runbookBooks)
    .values({ path, ...row })
    .onConflictDoUpdate({ target: runbookBooks.path, set: row });
}

/** The books that workers have read, each as it was read last. */
export async function listRunbookBooks(reader: Reader): Promise<{ path: string; book: unknown; readAt: EpochMs }[]> {
  return reader.select().from(runbookBooks).orderBy(asc(runbookBooks.path));
}
