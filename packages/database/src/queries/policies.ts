import type { Reader } from "../doors/select-rows.ts";
import { asc, desc, isNull } from "../drizzle.ts";
import { calendars } from "../schema/calendars.ts";
import { policies } from "../schema/policies.ts";

export type PolicyRow = typeof policies.$inferSelect;

/** The versions that hold, held or will, newest first. */
export async function listPolicies(reader: Reader): Promise<PolicyRow[]> {
  return reader.select().from(policies).orderBy(desc(policies.validFrom));
}

/** Keys of the calendars that are in use. */
export async function listCalendarKeys(reader: Reader): Promise<string[]> {
  const rows = await reader
    .select({ key: calendars.key })
    .from(calendars)
    .where(isNull(calendars.retiredAt))
    .orderBy(asc(calendars.key));
  return rows.map(({ key }) => key);
}
