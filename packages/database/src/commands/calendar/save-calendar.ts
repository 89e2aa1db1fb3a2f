import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { calendars } from "../../schema/calendars.ts";
import type { ChangedBy } from "../configuration/changed-by.ts";
import { concludeSave, onlyOver, type SaveOutcome } from "../configuration/save-outcome.ts";

export type CalendarRow = {
  key: string;
  body: Record<string, unknown>;
};

/** Makes or changes a calendar by its key; a retired one comes back. What it said of closed months is kept for the ledger.
 *  `changed` names what changed, for the journal. */
export async function saveCalendar(
  tx: Tx,
  by: ChangedBy,
  calendar: CalendarRow,
  options: { revision?: number; changed?: readonly string[] } = {},
): Promise<SaveOutcome> {
  await tx.execute(sql`
    insert into calendar_bodies (calendar_id, body, valid_to)
    select c.id, c.body, closed.until from calendars c,
      (select max(ends_at) as until from ledger_periods where status = 'closed') closed
    where c.key = ${calendar.key} and closed.until is not null and c.body <> ${JSON.stringify(calendar.body)}::jsonb
    on conflict (calendar_id, valid_to) do nothing`);
  const rows = await tx
    .insert(calendars)
    .values({ ...calendar, createdAt: by.now, updatedAt: by.now })
    .onConflictDoUpdate({
      target: calendars.key,
      set: { ...calendar, updatedAt: by.now, retiredAt: null, revision: sql`${calendars.revision} + 1` },
      ...onlyOver(calendars, options.revision),
    })
    .returning({ id: calendars.id, revision: calendars.revision });
  return concludeSave(
    tx,
    by,
    { kind: "calendar", key: calendar.key, details: { changed: options.changed ?? [] } },
    rows,
  );
}
