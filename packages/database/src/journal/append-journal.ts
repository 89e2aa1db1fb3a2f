import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../doors/transaction.ts";
import { journal } from "../schema/journal.ts";

export type JournalEntry = {
  at: EpochMs;
  actorKind: "system" | "sender" | "person" | "token" | "config";
  actor: string;
  /** `incident.opened`, `rule-set.published` … */
  verb: string;
  subjectKind: string;
  subjectId: string;
  details?: Record<string, unknown>;
};

/** Writes who did what, in the transaction that did it. */
export async function appendJournal(tx: Tx, entries: JournalEntry | JournalEntry[]): Promise<void> {
  const rows = Array.isArray(entries) ? entries : [entries];
  if (rows.length > 0) await tx.insert(journal).values(rows);
}
