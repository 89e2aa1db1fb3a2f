import type { RuleSetBody } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, sql } from "../../drizzle.ts";
import { notifyLive } from "../../live/notify-live.ts";
import { ruleSets } from "../../schema/rule-sets.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

/** Makes a body live as the next version; what was live is superseded. Returns its id and number. One at a time. */
export async function publishRuleSet(
  tx: Tx,
  by: ChangedBy,
  ruleSet: { body: RuleSetBody; origin: "config" | "browser" | "built-in"; note: string },
): Promise<{ id: number; number: number }> {
  await lockRuleSets(tx);
  const { previous, number } = await supersede(tx, by);
  const made = await tx
    .insert(ruleSets)
    .values({
      number,
      state: "published",
      body: { ...ruleSet.body },
      basedOn: previous,
      author: by.actor.name,
      note: ruleSet.note,
      origin: ruleSet.origin,
      createdAt: by.now,
      updatedAt: by.now,
      publishedAt: by.now,
    })
    .returning({ id: ruleSets.id });
  await tellPublished(tx, by, number, ruleSet.body, ruleSet.note);
  return { id: made[0]!.id, number };
}

/** Makes the draft live as the next version; null where there is no draft of this revision. */
export async function publishDraft(
  tx: Tx,
  by: ChangedBy,
  draft: { revision: number; note: string },
): Promise<{ id: number; number: number } | null> {
  await lockRuleSets(tx);
  const stands = and(eq(ruleSets.state, "draft"), eq(ruleSets.revision, draft.revision));
  if ((await tx.select({ id: ruleSets.id }).from(ruleSets).where(stands)).length === 0) return null;
  const { previous, number } = await supersede(tx, by);
  const published = await tx
    .update(ruleSets)
    .set({
      number,
      state: "published",
      basedOn: previous,
      author: by.actor.name,
      note: draft.note,
      publishedAt: by.now,
      updatedAt: by.now,
      revision: sql`${ruleSets.revision} + 1`,
    })
    .where(stands)
    .returning({ id: ruleSets.id, body: ruleSets.body });
  await tellPublished(tx, by, number, published[0]!.body as unknown as RuleSetBody, draft.note);
  return { id: published[0]!.id, number };
}

async function supersede(tx: Tx, by: ChangedBy): Promise<{ previous: number | null; number: number }> {
  const before = await tx
    .update(ruleSets)
    .set({ state: "superseded", supersededAt: by.now, updatedAt: by.now })
    .where(eq(ruleSets.state, "published"))
    .returning({ id: ruleSets.id });
  const last = await tx.select({ number: sql<number>`coalesce(max(${ruleSets.number}), 0)::integer` }).from(ruleSets);
  return { previous: before[0]?.id ?? null, number: last[0]!.number + 1 };
}

async function tellPublished(tx: Tx, by: ChangedBy, number: number, body: RuleSetBody, note: string): Promise<void> {
  const details = { rules: body.rules.map((rule) => rule.key), note };
  await journalChange(tx, by, "rule-set", String(number), "published", details);
  await notifyLive(tx, "rule-set", String(number));
}

/** Lets drafts be saved and versions be published one after the other, until the transaction ends. */
export async function lockRuleSets(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('signalbox rule sets'))`);
}
