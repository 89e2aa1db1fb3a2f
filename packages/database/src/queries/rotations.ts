import type { RotationOverride, Span } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, eq, gt, isNull, lt } from "../drizzle.ts";
import { rotationOverrides, rotations } from "../schema/rotations.ts";

export type RotationRow = typeof rotations.$inferSelect;
export type OverrideRow = typeof rotationOverrides.$inferSelect;

/** By key. */
export async function listRotations(
  reader: Reader,
  filter: { retired: boolean },
  page: { after: string | null; limit: number },
): Promise<RotationRow[]> {
  return reader
    .select()
    .from(rotations)
    .where(
      and(
        filter.retired ? undefined : isNull(rotations.retiredAt),
        page.after === null ? undefined : gt(rotations.key, page.after),
      ),
    )
    .orderBy(asc(rotations.key))
    .limit(page.limit);
}

export async function findRotation(reader: Reader, key: string): Promise<RotationRow | null> {
  const [found] = await reader.select().from(rotations).where(eq(rotations.key, key));
  return found ?? null;
}

/** Overrides of rotations that hold at some instant of a span, by their beginning. @param rotationId null: of all */
export async function listOverrides(reader: Reader, rotationId: number | null, span: Span): Promise<OverrideRow[]> {
  return reader
    .select()
    .from(rotationOverrides)
    .where(
      and(
        rotationId === null ? undefined : eq(rotationOverrides.rotationId, rotationId),
        isNull(rotationOverrides.cancelledAt),
        lt(rotationOverrides.startsAt, span.to),
        gt(rotationOverrides.endsAt, span.from),
      ),
    )
    .orderBy(asc(rotationOverrides.startsAt), asc(rotationOverrides.id));
}

/** An override as it is asked about. */
export function readOverride({ id, level, startsAt, endsAt, email, name, madeAt }: OverrideRow): RotationOverride {
  return { id, level, from: startsAt, to: endsAt, person: { email, name }, madeAt };
}
