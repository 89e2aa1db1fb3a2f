import type { RuleSetBody } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, sql } from "../../drizzle.ts";
import { notifyLive } from "../../live/notify-live.ts";
import { ruleSets } from "../../schema/rule-sets.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";
import { lockRuleSets } from "./publish-rule-set.ts";

export type DraftOutcome =
  | { outcome: "saved"; id: number; revision: number }
  /** Somebody else saved, published or discarded it meanwhile; `revision` is what stands now, null: there is no draft. */
  | { outcome: "conflict"; revision: number | null; author: string | null };

/** Saves the one draft over the revision that was read; null: there was none. */
export async function saveDraftRuleSet(
  tx: Tx,
  by: ChangedBy,
  draft: { body: RuleSetBody; revision: number | null },
): Promise<DraftOutcome> {
  await lockRuleSets(tx);
  const found = await tx
    .select({ id: ruleSets.id, revision: ruleSets.revision, author: ruleSets.author })
    .from(ruleSets)
    .where(eq(ruleSets.state, "draft"));
  const stands = found[0] ?? null;
  if ((stands?.revision ?? null) !== draft.revision) {
    return { outcome: "conflict", revision: stands?.revision ?? null, author: stands?.author ?? null };
  }
  const saved =
    stands === null ? await insertDraft(tx, by, draft.body) : await updateDraft(tx, by, stands.id, draft.body);
  await journalChange(tx, by, "rule-set", "draft", "draft-saved", { revision: saved.revision });
  await notifyLive(tx, "rule-set", "draft");
  return { outcome: "saved", ...saved };
}

/** Throws the draft away; false where it has another revision or is not there. */
export async function discardDraft(tx: Tx, by: ChangedBy, revision: number): Promise<boolean> {
  const gone = await tx
    .delete(ruleSets)
    .where(and(eq(ruleSets.state, "draft"), eq(ruleSets.revision, revision)))
    .returning({ id: ruleSets.id });
  if (gone.length === 0) return false;
  await journalChange(tx, by, "rule-set", "draft", "draft-discarded");
  await notifyLive(tx, "rule-set", "draft");
  return true;
}

async function insertDraft(tx: Tx, by: ChangedBy, body: RuleSetBody): Promise<{ id: number; revision: number }> {
  const live = await tx.select({ id: ruleSets.id }).from(ruleSets).where(eq(ruleSets.state, "published"));
  const made = await tx
    .insert(ruleSets)
    .values({
      state: "draft",
      body: { ...body },
      basedOn: live[0]?.id ?? null,
      author: by.actor.name,
      origin: "browser",
      createdAt: by.now,
      updatedAt: by.now,
    })
    .returning({ id: ruleSets.id, revision: ruleSets.revision });
  return made[0]!;
}

async function updateDraft(
  tx: Tx,
  by: ChangedBy,
  id: number,
  body: RuleSetBody,
): Promise<{ id: number; revision: number }> {
  const changed = await tx
    .update(ruleSets)
    .set({ body: { ...body }, author: by.actor.name, updatedAt: by.now, revision: sql`${ruleSets.revision} + 1` })
    .where(eq(ruleSets.id, id))
    .returning({ id: ruleSets.id, revision: ruleSets.revision });
  return changed[0]!;
}
