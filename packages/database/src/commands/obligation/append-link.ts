import { type ActionKind, type EpochMs, type LinkVerb, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** Adds a link at the end of an obligation's chain, for the event that opened it. The caller holds the obligation's lock, and
 *  rings where its turn has come. */
export async function appendLink(
  tx: Tx,
  link: {
    id: string;
    obligationId: string;
    verb: LinkVerb;
    /** Null: those of what opened. */
    fields: Record<string, unknown> | null;
    idempotencyKey: string;
    now: EpochMs;
  },
): Promise<{ id: string; kind: ActionKind } | null> {
  const { id, obligationId, verb, fields, idempotencyKey, now } = link;
  const [made] = await selectRows<{ id: string; kind: ActionKind }>(
    tx,
    sql`with moved as (
          update obligations set next_ordinal = next_ordinal + 1, updated_at = ${toIso(now)} where id = ${obligationId}
          returning id, next_ordinal - 1 as ordinal)
        insert into actions (id, made_at, incident_id, obligation_id, ordinal, kind, verb, connection_id, rule_set_id, rule_key,
          event_received_at, event_delivery_id, event_ordinal, fields, state, due_at, next_try_at, idempotency_key, updated_at)
        select ${id}, ${toIso(now)}::timestamptz, a.incident_id, a.obligation_id, moved.ordinal, a.kind, ${verb},
          a.connection_id, a.rule_set_id, a.rule_key, a.event_received_at, a.event_delivery_id, a.event_ordinal,
          coalesce(${fields === null ? null : JSON.stringify(fields)}::jsonb, a.fields), 'waiting', ${toIso(now)}::timestamptz,
          ${toIso(now)}::timestamptz, ${idempotencyKey}, ${toIso(now)}::timestamptz
        from moved join actions a on a.obligation_id = moved.id and a.verb = 'create'
        order by a.ordinal limit 1
        returning id, kind`,
  );
  return made ?? null;
}
