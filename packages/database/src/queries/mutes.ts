import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, desc, eq, getTableColumns, gt, isNull, lt } from "../drizzle.ts";
import { mutes } from "../schema/maintenance.ts";
import { monitors } from "../schema/monitors.ts";
import { sources } from "../schema/sources.ts";

const columns = { ...getTableColumns(mutes), source: sources.key, monitorName: monitors.name };

/** Made last first. `now` given: those that hold then. */
export async function listMutes(
  reader: Reader,
  filter: { now?: EpochMs | undefined },
  page: { after: number | null; limit: number },
) {
  const { now } = filter;
  return select(reader)
    .where(
      and(
        now === undefined ? undefined : and(isNull(mutes.liftedAt), gt(mutes.endsAt, now)),
        page.after === null ? undefined : lt(mutes.id, page.after),
      ),
    )
    .orderBy(desc(mutes.id))
    .limit(page.limit);
}

export async function findMute(reader: Reader, id: number) {
  const [found] = await select(reader).where(eq(mutes.id, id));
  return found ?? null;
}

function select(reader: Reader) {
  return reader
    .select(columns)
    .from(mutes)
    .innerJoin(sources, eq(sources.id, mutes.sourceId))
    .leftJoin(monitors, and(eq(monitors.sourceId, mutes.sourceId), eq(monitors.externalId, mutes.monitorExternalId)))
    .$dynamic();
}
