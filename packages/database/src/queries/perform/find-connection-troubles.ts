import { type EpochMs, toIso } from "@signalbox/core";
import { never } from "../../commands/attempt/move-action.ts";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

export interface ConnectionTroubles {
  cause: string;
  /** Kinds of the failures that are open about the connection. */
  open: string[];
  /** Those of them that other actions, or a pause that lasts, still stand for. */
  remaining: string[];
}

/** The open failures of one connection, and which of them still have an action to point at, apart from the given one. */
export async function findConnectionTroubles(
  tx: Tx,
  connectionId: number,
  exceptActionId: string,
): Promise<ConnectionTroubles> {
  const found = await selectRows<{ key: string; kind: string | null; remains: boolean }>(
    tx,
    sql`select c.key, f.kind, case f.kind
          when 'action-late' then exists (select from actions a where a.connection_id = c.id and a.id <> ${exceptActionId}
            and a.late_at is not null and a.state in ('waiting', 'running', 'unknown'))
          when 'action-failed' then exists (select from actions a where a.connection_id = c.id and a.id <> ${exceptActionId}
            and a.failure_id is null and a.state = 'failed' and a.finished_at >= f.first_at)
          when 'action-unknown' then exists (select from actions a where a.connection_id = c.id and a.id <> ${exceptActionId}
            and a.state = 'unknown' and a.next_try_at = ${toIso(never)}::timestamptz)
          when 'connection-paused' then exists (select from connection_health h where h.connection_id = c.id
            and h.paused_at is not null)
          else false end as remains
        from connections c left join failures f on f.cause = 'connection:' || c.key and f.status = 'open'
          and f.kind in ('action-late', 'action-failed', 'action-unknown', 'connection-paused')
        where c.id = ${connectionId}`,
  );
  const open = found.flatMap(({ kind }) => (kind === null ? [] : [kind]));
  const remaining = found.flatMap(({ kind, remains }) => (kind !== null && remains ? [kind] : []));
  return { cause: `connection:${found[0]?.key ?? "unknown"}`, open, remaining };
}

/** Open failures about a connection that has nothing left which failed or is still to be tried: what they told of was called
 *  off. A retry under way keeps them open until it has worked. */
export async function findTroublesCalledOff(tx: Tx): Promise<{ kind: string; cause: string }[]> {
  return selectRows(
    tx,
    sql`select f.kind, f.cause from failures f join connections c on f.cause = 'connection:' || c.key
        where f.status = 'open' and f.kind in ('action-late', 'action-failed', 'action-unknown')
          and f.subject_kind = 'action' and not exists (select from actions a where a.connection_id = c.id and a.failure_id is null
            and (a.state in ('waiting', 'running', 'unknown')
              or (f.kind = 'action-failed' and a.state = 'failed' and a.finished_at >= f.first_at)))
        union all
        select f.kind, f.cause from failures f
          join actions a on a.id = case when f.kind = 'approval-expired' then f.subject_id::uuid end
          left join incidents i on i.id = a.incident_id
        where f.kind = 'approval-expired' and f.status = 'open' and (a.state <> 'failed' or i.status = 'resolved')`,
  );
}

/** The actions that an open failure about a connection points at, oldest first. */
export async function findActionsOfFailure(
  reader: Reader,
  kind: "action-late" | "action-failed" | "action-unknown",
  cause: string,
  since: EpochMs,
): Promise<string[]> {
  const state = {
    "action-late": sql`a.late_at is not null and a.state in ('waiting', 'unknown')`,
    "action-failed": sql`a.state = 'failed' and a.finished_at >= ${toIso(since)}::timestamptz`,
    "action-unknown": sql`a.state = 'unknown' and a.next_try_at = ${toIso(never)}::timestamptz`,
  };
  const rows = await selectRows<{ id: string }>(
    reader,
    sql`select a.id from actions a join connections c on c.id = a.connection_id
        where 'connection:' || c.key = ${cause} and a.failure_id is null and ${state[kind]} order by a.id limit 10000`,
  );
  return rows.map(({ id }) => id);
}
