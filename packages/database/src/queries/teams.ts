import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, getTableColumns, gt, isNull, sql } from "../drizzle.ts";
import { teams } from "../schema/teams.ts";

const columns = getTableColumns(teams);

/** By key, with how many components each owns at `now`. */
export async function listTeams(
  reader: Reader,
  filter: { retired: boolean; now: EpochMs },
  page: { after: string | null; limit: number },
) {
  const at = new Date(filter.now).toISOString();
  const owned = sql<number>`(select count(*)::int from component_owners o where o.team_id = teams.id
    and o.valid_from <= ${at}::timestamptz and (o.valid_to is null or o.valid_to > ${at}::timestamptz))`;
  return reader
    .select({ ...columns, components: owned })
    .from(teams)
    .where(
      and(
        filter.retired ? undefined : isNull(teams.retiredAt),
        page.after === null ? undefined : gt(teams.key, page.after),
      ),
    )
    .orderBy(asc(teams.key))
    .limit(page.limit);
}
