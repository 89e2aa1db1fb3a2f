import type { Reader } from "../doors/select-rows.ts";
import { and, asc, eq, getTableColumns, gt, isNull, sql } from "../drizzle.ts";
import { connectionHealth, connections } from "../schema/connections.ts";

const columns = {
  ...getTableColumns(connections),
  breaker: connectionHealth.breaker,
  openUntil: connectionHealth.openUntil,
  pausedAt: connectionHealth.pausedAt,
  pausedReason: connectionHealth.pausedReason,
  openObligations: sql<number>`(select count(*)::int from obligations o where o.connection_id = ${connections.id}
    and o.status = 'open')`,
  waitingActions: sql<number>`(select count(*)::int from actions a where a.connection_id = ${connections.id}
    and a.state in ('waiting', 'running', 'unknown'))`,
};

/** By key, with how each is doing. */
export async function listConnections(
  reader: Reader,
  filter: { retired: boolean },
  page: { after: string | null; limit: number },
) {
  return select(reader)
    .where(
      and(
        filter.retired ? undefined : isNull(connections.retiredAt),
        page.after === null ? undefined : gt(connections.key, page.after),
      ),
    )
    .orderBy(asc(connections.key))
    .limit(page.limit);
}

export async function findConnection(reader: Reader, key: string) {
  const [found] = await select(reader).where(eq(connections.key, key));
  return found ?? null;
}

function select(reader: Reader) {
  return reader
    .select(columns)
    .from(connections)
    .leftJoin(connectionHealth, eq(connectionHealth.connectionId, connections.id))
    .$dynamic();
}
