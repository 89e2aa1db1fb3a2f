import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, inArray, sql } from "../drizzle.ts";
import { actions, attempts } from "../schema/actions.ts";
import { connections } from "../schema/connections.ts";

const attemptColumns = {
  ...getTableColumns(attempts),
  connection: connections.key,
  incidentId: actions.incidentId,
};
export type AttemptPlace = { startedAt: EpochMs; actionId: string; number: number };

/** Started last first. */
export async function listAttempts(
  reader: Reader,
  filter: {
    connectionKey?: string | undefined;
    outcome?: Exclude<(typeof attempts.$inferSelect)["outcome"], null> | undefined;
    actionId?: string | undefined;
    incidentId?: string | undefined;
  },
  page: { after: AttemptPlace | null; limit: number },
) {
  const { after } = page;
  return selectAttempts(reader)
    .where(
      and(
        filter.connectionKey === undefined ? undefined : eq(connections.key, filter.connectionKey),
        filter.outcome === undefined ? undefined : eq(attempts.outcome, filter.outcome),
        filter.actionId === undefined ? undefined : eq(attempts.actionId, filter.actionId),
        filter.incidentId === undefined ? undefined : eq(actions.incidentId, filter.incidentId),
        after === null
          ? undefined
          : sql`(${attempts.startedAt}, ${attempts.actionId}, ${attempts.number}) <
              (${new Date(after.startedAt).toISOString()}::timestamptz, ${after.actionId}::uuid, ${after.number}::integer)`,
      ),
    )
    .orderBy(desc(attempts.startedAt), desc(attempts.actionId), desc(attempts.number))
    .limit(page.limit);
}

/** Of these actions, in order. */
export async function listAttemptsOf(reader: Reader, actionIds: string[]) {
  if (actionIds.length === 0) return [];
  return selectAttempts(reader)
    .where(inArray(attempts.actionId, actionIds))
    .orderBy(asc(attempts.actionId), asc(attempts.number))
    .limit(2_000);
}

function selectAttempts(reader: Reader) {
  return reader
    .select(attemptColumns)
    .from(attempts)
    .innerJoin(actions, eq(actions.id, attempts.actionId))
    .leftJoin(connections, eq(connections.id, actions.connectionId))
    .$dynamic();
}
