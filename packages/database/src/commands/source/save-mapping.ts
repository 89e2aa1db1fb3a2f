import type { MappingBody } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
import { sourceMappings, sources } from "../../schema/sources.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

/** Makes a mapping the next version of a source, which reads its deliveries from now on. Returns its version. */
export async function saveMapping(
  tx: Tx,
  by: ChangedBy,
  source: { id: number; key: string },
  mapping: { body: MappingBody; note: string; origin: "config" | "browser" },
): Promise<number> {
  const { samples = [], ...body } = mapping.body;
  // The row of the source is locked first: two that save at once get two versions.
  await tx.select({ id: sources.id }).from(sources).where(eq(sources.id, source.id)).for("update");
  const [last] = await tx
    .select({ version: sql<number>`coalesce(max(${sourceMappings.version}), 0)::integer` })
    .from(sourceMappings)
    .where(eq(sourceMappings.sourceId, source.id));
  const version = last!.version + 1;
  await tx.insert(sourceMappings).values({
    sourceId: source.id,
    version,
    body: { ...body },
    samples,
    author: by.actor.name,
    note: mapping.note,
    origin: mapping.origin,
    createdAt: by.now,
  });
  await tx
    .update(sources)
    .set({ mappingVersion: version, updatedAt: by.now, revision: sql`${sources.revision} + 1` })
    .where(eq(sources.id, source.id));
  const details = { version, note: mapping.note, fields: Object.keys(body.fields) };
  await journalChange(tx, by, "source", source.key, "mapping-saved", details);
  return version;
}
