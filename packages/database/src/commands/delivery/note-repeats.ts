import type { SqlDoor } from "../../doors/sql-door.ts";
import { keepRepeats } from "./keep-repeats.ts";
import type { NewDelivery } from "./store-deliveries.ts";

/** For deliveries that somebody else was storing at the same moment: their ids, in the order of `rows`, each noted as a
 *  repeat; null where there is none after all, because the other one rolled back. One statement. */
export async function noteRepeats(sql: SqlDoor, rows: readonly NewDelivery[]): Promise<(string | null)[]> {
  const facts = rows.map((row, i) => ({
    i,
    source: row.sourceId,
    id: row.senderDeliveryId,
    at: row.receivedAt / 1000,
    keeps: row.idBasis === "sender" || row.idBasis === "hashed",
    body: row.body.toString("hex"),
  }));
  const found = await sql<{ i: number; id: string }[]>`
    with repeated as (
      select i, known.id as delivery_id, to_timestamp(at) as received_at,
        case when keeps and sha256(decode(body, 'hex')) <> known.body_sha256 then decode(body, 'hex') end as other_body
      from json_to_recordset(${JSON.stringify(facts)}::text::json)
        as r(i integer, source integer, id text, at float8, keeps boolean, body text)
      join deliveries known on known.source_id = r.source and known.sender_delivery_id = r.id
    ), ${keepRepeats(sql)}
    select i, delivery_id as id from repeated`;
  const ids = new Map(found.map(({ i, id }) => [i, id]));
  return rows.map((_, i) => ids.get(i) ?? null);
}
