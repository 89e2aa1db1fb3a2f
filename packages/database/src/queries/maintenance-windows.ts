import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, desc, eq, getTableColumns, isNull, type SQL, sql } from "../drizzle.ts";
import { maintenanceWindows } from "../schema/maintenance.ts";

export type WindowState = "upcoming" | "running" | "past";
export type WindowPlace = { startsAt: EpochMs; id: number };

/** When it ended or will: as planned, or before. */
const windowEnd = sql`coalesce(${maintenanceWindows.endedAt}, ${maintenanceWindows.endsAt})`;

const columns = {
  ...getTableColumns(maintenanceWindows),
  components: sql<
    { key: string; name: string }[]
  >`(select coalesce(json_agg(json_build_object('key', c.key, 'name', c.name)
    order by c.key), '[]') from components c where c.id = any (${maintenanceWindows.componentIds}))`,
  /** Pages that were held back by it. */
  heldBack: sql<number>`(select count(*)::int from journal j where j.verb = 'incident.page-held-back'
    and j.details ->> 'window' = ${maintenanceWindows.id}::text)`,
};

/** Begins last first; without those that were cancelled before they began. */
export async function listWindows(
  reader: Reader,
  filter: { state?: WindowState | undefined; now: EpochMs },
  page: { after: WindowPlace | null; limit: number },
) {
  const { after, limit } = page;
  return reader
    .select(columns)
    .from(maintenanceWindows)
    .where(
      and(
        isNull(maintenanceWindows.cancelledAt),
        filter.state === undefined ? undefined : inState(filter.state, filter.now),
        after === null
          ? undefined
          : sql`(${maintenanceWindows.startsAt}, ${maintenanceWindows.id}) <
              (${new Date(after.startsAt).toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(maintenanceWindows.startsAt), desc(maintenanceWindows.id))
    .limit(limit);
}

export async function findWindow(reader: Reader, id: number) {
  const [found] = await reader.select(columns).from(maintenanceWindows).where(eq(maintenanceWindows.id, id));
  return found ?? null;
}

function inState(state: WindowState, now: EpochMs): SQL {
  const at = new Date(now).toISOString();
  switch (state) {
    case "upcoming":
      return sql`${maintenanceWindows.startsAt} > ${at}`;
    case "running":
      return sql`${maintenanceWindows.startsAt} <= ${at} and ${windowEnd} > ${at}`;
    case "past":
      return sql`${windowEnd} <= ${at}`;
  }
}
