import type { EpochMs } from "@signalbox/core";
import type postgres from "postgres";
import type { SqlDoor } from "../../doors/sql-door.ts";
import type { StoredVerification } from "../../schema/deliveries.ts";
import { keepRepeats } from "./keep-repeats.ts";

/** One verified request, as it is to be kept. */
export type NewDelivery = {
  id: string;
  sourceId: number;
  /** Unique per source, 1–255 characters without control characters; rows of a batch are sorted by (sourceId, this). */
  senderDeliveryId: string;
  idBasis: "sender" | "hashed" | "derived" | "fresh";
  receivedAt: EpochMs;
  lane: "normal" | "slow";
  method: string;
  /** As JSON: `[["name", "value"], …]`, credentials redacted. */
  headersJson: string;
  query: string | null;
  verification: StoredVerification;
  remoteAddress: string | null;
  body: Buffer;
};

/** `raced`: the same delivery was being stored by somebody else at that moment; ask `noteRepeats` for its id. */
export type StoredDelivery =
  | { outcome: "stored"; deliveryId: string }
  | { outcome: "duplicate"; deliveryId: string }
  | { outcome: "raced" };

// Above what `process` does for the normal lane: a storm of one source waits behind all others.
const slowLanePriority = 10;
const processTriesMax = 8;

/** Stores a batch and the jobs that process it in ONE statement, and so in one transaction: all of it or nothing.
 *  A delivery that is there already becomes a repeat, with its body where that differs. The query can be cancelled.
 *  @param options.live true: tells live pages that deliveries came in. */
export function storeDeliveries(
  sql: SqlDoor,
  rows: readonly NewDelivery[],
  options: { live: boolean },
): { stored: Promise<StoredDelivery[]>; cancel(): void } {
  const query = batchQuery(sql, rows, options.live);
  return { stored: query.then(([answer]) => readAnswer(rows, answer!)), cancel: () => query.cancel() };
}

type Answer = { stored: number; repeats: { i: number; id: string | null }[] | null };

function readAnswer(rows: readonly NewDelivery[], answer: Answer): StoredDelivery[] {
  const repeats = answer.repeats ?? [];
  if (answer.stored + repeats.length !== rows.length) throw new Error("the batch was not stored as a whole");
  const outcomes = rows.map((row): StoredDelivery => ({ outcome: "stored", deliveryId: row.id }));
  for (const { i, id } of repeats) {
    outcomes[i] = id === null ? { outcome: "raced" } : { outcome: "duplicate", deliveryId: id };
  }
  return outcomes;
}

function batchQuery(sql: SqlDoor, rows: readonly NewDelivery[], live: boolean): postgres.PendingQuery<Answer[]> {
  let offset = 1;
  const facts = rows.map((row, i) => {
    const from = offset;
    offset += row.body.length;
    const { id, sourceId, senderDeliveryId, idBasis, method, query, verification, remoteAddress } = row;
    const scalars = JSON.stringify({
      i,
      id,
      source_id: sourceId,
      sender_delivery_id: senderDeliveryId,
      basis: idBasis,
      at: row.receivedAt / 1000,
      slow: row.lane === "slow",
      method,
      query,
      verification,
      remote_address: remoteAddress,
      body_from: from,
      body_length: row.body.length,
    });
    return `${scalars.slice(0, -1)},"headers":${row.headersJson}}`;
  });
  const bodies = rows.length === 1 ? rows[0]!.body : Buffer.concat(rows.map((row) => row.body));
  // Delivery ids come sorted, so that two batches that share some lock them in one order; ties keep the order of arrival.
  return sql<Answer[]>`
    with given as materialized (
      select i, id, source_id, sender_delivery_id, basis, to_timestamp(at) as received_at, slow, method, query, verification,
        remote_address, headers, substring(${bodies}::bytea from body_from for body_length) as body
      from json_to_recordset(${`[${facts.join(",")}]`}::text::json) as row_of_batch (i integer, id uuid, source_id integer,
        sender_delivery_id text, basis text, at float8, slow boolean, method text, query text, verification jsonb,
        remote_address text, headers jsonb, body_from integer, body_length integer)
    ), stored as (
      insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
      select id, source_id, sender_delivery_id, received_at, basis, sha256(body) from given
      on conflict (source_id, sender_delivery_id) do nothing
      returning id, source_id, sender_delivery_id, body_sha256
    ), bodies as (
      insert into delivery_bodies (received_at, delivery_id, method, headers, query, verification, remote_address, body)
      select received_at, given.id, method, headers, query, verification, remote_address, body
      from given join stored on stored.id = given.id
    ), repeated as (
      select given.i, given.received_at, coalesce(twin.id, known.id) as delivery_id,
        case when given.basis in ('sender', 'hashed')
          and coalesce(twin.body_sha256, known.body_sha256) <> sha256(given.body) then given.body end as other_body
      from given
      left join stored twin using (source_id, sender_delivery_id)
      left join lateral (
        select id, body_sha256 from deliveries
        where twin.id is null and source_id = given.source_id and sender_delivery_id = given.sender_delivery_id
        limit 1 -- keeps it a look-up per repeat: joined as a set, an old plan could read the whole table
      ) known on true
      where twin.id is distinct from given.id
    ), ${keepRepeats(sql)}, jobs as (
      select graphile_worker.add_job('process', json_agg(id order by i), max_attempts := ${processTriesMax}::integer,
        priority := case when slow then ${slowLanePriority}::integer else 0 end)
      from given join stored using (id) group by slow
    ), told as (
      select pg_notify('signalbox_live', json_build_object('topic', 'delivery', 'id', min(id::text))::text)
      from stored where ${live}::boolean having count(*) > 0
    )
    select (select count(*) from stored)::integer as stored,
      (select json_agg(json_build_object('i', i, 'id', delivery_id)) from repeated) as repeats,
      (select count(*) from jobs) as jobs, (select count(*) from told) as told`;
}
