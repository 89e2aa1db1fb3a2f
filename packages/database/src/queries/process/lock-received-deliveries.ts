import type { EpochMs } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";

/** A delivery that waits to be processed, with what was sent. */
export interface ReceivedDelivery {
  id: string;
  sourceId: number;
  receivedAt: EpochMs;
  headers: [name: string, value: string][];
  query: string | null;
  /** Null where the partition that held it was dropped. */
  body: Buffer | null;
  /** It is tried again by a person: a part of it may be applied. */
  hasFailedBefore: boolean;
}

/** Locks those that still wait, in the order of their ids; what another worker has ended meanwhile is left out. */
export async function lockReceivedDeliveries(tx: Tx, ids: readonly string[]): Promise<ReceivedDelivery[]> {
  type Row = {
    id: string;
    source_id: number;
    received_at: string;
    headers: [string, string][] | null;
    query: string | null;
    body: Buffer | null;
    has_failed_before: boolean;
  };
  // "offset 0": each body by the index of its month, never by reading months of bodies.
  const rows = await selectRows<Row>(
    tx,
    sql`select d.id, d.source_id, d.received_at, d.reason is not null as has_failed_before, b.headers, b.query, b.body
        from deliveries d
        left join lateral (
          select headers, query, body from delivery_bodies own
          where own.received_at = d.received_at and own.delivery_id = d.id offset 0) b on true
        where d.id = any(${sql.param([...ids])}::uuid[]) and d.state = 'received'
        order by d.id for update of d`,
  );
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    receivedAt: readInstant(row.received_at),
    headers: row.headers ?? [],
    query: row.query,
    body: row.body,
    hasFailedBefore: row.has_failed_before,
  }));
}

/** Those of the given that still wait, in order of their ids. */
export async function findReceivedDeliveries(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await selectRows<{ id: string }>(
    tx,
    sql`select id from deliveries where id = any(${sql.param([...ids])}::uuid[]) and state = 'received' order by id`,
  );
  return rows.map((row) => row.id);
}
