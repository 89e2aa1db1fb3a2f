import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { never } from "../attempt/move-action.ts";
import { isItsTurn } from "./is-its-turn.ts";

export interface LateActions {
  connection: string;
  /** The drill that disturbs its own calls, and whose tickets these are; null: they are real. */
  drill: { key: string; name: string } | null;
  /** How many became late just now. */
  count: number;
  /** The one that has been due for longest. */
  actionId: string;
  incidentId: string | null;
  kind: string;
  dueAt: string;
  reason: string | null;
}

/** Marks actions that have been due for too long while their tries go on, each once; grouped by connection. What waits for
 *  a person has a failure of its own, and a remediation that runs has its own limit. Of drills only those are told that
 *  disturb their own calls: else the missed drill is the failure. */
export async function markLateActions(
  tx: Tx,
  limits: { now: EpochMs; lateAfterMs: number; pageLateAfterMs: number },
): Promise<LateActions[]> {
  const { now, lateAfterMs, pageLateAfterMs } = limits;
  return selectRows<LateActions>(
    tx,
    sql`with late as (
          update actions a set late_at = ${toIso(now)}
          where a.state in ('waiting', 'running', 'unknown') and a.late_at is null and a.failure_id is null
            and a.due_at < case when a.kind = 'page' and a.verb <> 'close' then ${toIso(now - pageLateAfterMs)}::timestamptz
                                else ${toIso(now - lateAfterMs)}::timestamptz end
            and not (a.kind = 'remediate' and a.state <> 'waiting')
            and a.next_try_at < ${toIso(never)}::timestamptz and ${isItsTurn}
          returning a.id, a.incident_id, a.connection_id, a.kind, a.due_at, a.reason)
        select distinct on (c.key, d.key) c.key as connection, (count(*) over (partition by c.key, d.key))::int as count,
          case when d.key is not null then jsonb_build_object('key', d.key, 'name', d.name) end as drill,
          late.id as "actionId", late.incident_id as "incidentId", late.kind, late.due_at::text as "dueAt", late.reason
        from late join connections c on c.id = late.connection_id
          left join incidents i on i.id = late.incident_id
          left join drill_runs r on r.drill_id = i.drill_id and r.state = 'running' and r.chaos is not null
          left join drills d on d.id = r.drill_id
        where i.drill_id is null or d.key is not null order by c.key, d.key, late.due_at`,
  );
}
