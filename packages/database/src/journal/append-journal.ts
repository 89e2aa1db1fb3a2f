import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../doors/transaction.ts";
import { sql } from "../drizzle.ts";

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
  const given = Array.isArray(entries) ? entries : [entries];
  if (given.length === 0) return;
  const rows = given.map(({ at, details = {}, ...entry }) => ({ ...entry, at: toIso(at), details }));
  await tx.execute(sql`
    insert into journal (at, actor_kind, actor, verb, subject_kind, subject_id, details)
    select at, "actorKind", actor, verb, "subjectKind", "subjectId", details
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(at timestamptz, "actorKind" text, actor text, verb text,
      "subjectKind" text, "subjectId" text, details jsonb)`);
}
