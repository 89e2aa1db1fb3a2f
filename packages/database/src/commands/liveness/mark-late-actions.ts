import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { never } from "../attempt/move-action.ts";
import { isItsTurn } from "./is-its-turn.ts";

export interface LateActions {
  connection: string;
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
 *  a person has a failure of its own, and a remediation that runs has its own limit. */
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
        select distinct on (c.key) c.key as connection, (count(*) over (partition by c.key))::int as count,
          late.id as "actionId", late.incident_id as "incidentId", late.kind, late.due_at::text as "dueAt", late.reason
        from late join connections c on c.id = late.connection_id
          left join incidents i on i.id = late.incident_id where i.drill_id is null order by c.key, late.due_at`,
  );
}
