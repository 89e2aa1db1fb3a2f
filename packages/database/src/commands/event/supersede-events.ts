import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import type { NewFact } from "../incident/save-facts.ts";
import type { EventRow } from "./insert-events.ts";

type Place = Pick<EventRow, "receivedAt" | "deliveryId" | "ordinal">;

/** Another reading stands in the place of these. Returns how many it did not stand in place of before. */
export async function supersedeEvents(tx: Tx, events: readonly Place[], now: EpochMs): Promise<number> {
  if (events.length === 0) return 0;
  const rows = await selectRows(
    tx,
    sql`update events e set superseded_at = ${toIso(now)}::timestamptz
        from json_to_recordset(${JSON.stringify(events.map(placeRow))}::json) as r(received timestamptz, delivery uuid, ordinal integer)
        where e.received_at = r.received and e.delivery_id = r.delivery and e.ordinal = r.ordinal and e.superseded_at is null
        returning e.ordinal`,
  );
  return rows.length;
}

type Statement = Pick<NewFact, "sourceId" | "correlationKey" | "at" | "kind" | "severity" | "basis">;

/** Nobody says so any more. The caller holds the keys. */
export async function supersedeFacts(tx: Tx, facts: readonly Statement[], now: EpochMs): Promise<void> {
  if (facts.length === 0) return;
  await tx.execute(sql`
    update incident_facts f set superseded_at = ${toIso(now)}::timestamptz
    from json_to_recordset(${JSON.stringify(facts.map(statementRow))}::json)
      as r(s integer, k text, at timestamptz, kind text, severity text, basis text)
    where f.source_id = r.s and f.correlation_key = r.k and f.occurred_at = r.at and f.kind = r.kind
      and f.severity = r.severity and f.time_basis = r.basis`);
}

/** Another event is the one that says so. The caller holds the keys. */
export async function giveFactsToEvents(tx: Tx, facts: readonly { fact: Statement; event: Place }[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map(({ fact, event }) => ({ ...statementRow(fact), ...placeRow(event) }));
  await tx.execute(sql`
    update incident_facts f set first_received_at = r.received, delivery_id = r.delivery, ordinal = r.ordinal
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(s integer, k text, at timestamptz, kind text, severity text,
      basis text, received timestamptz, delivery uuid, ordinal integer)
    where f.source_id = r.s and f.correlation_key = r.k and f.occurred_at = r.at and f.kind = r.kind
      and f.severity = r.severity and f.time_basis = r.basis`);
}

function placeRow({ receivedAt, deliveryId, ordinal }: Place) {
  return { received: toIso(receivedAt), delivery: deliveryId, ordinal };
}

function statementRow({ sourceId, correlationKey, at, kind, severity, basis }: Statement) {
  return { s: sourceId, k: correlationKey, at: toIso(at), kind, severity, basis };
}
