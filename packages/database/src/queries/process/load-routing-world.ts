import { type EpochMs, type FailureKind, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";

export interface LookupAnswer {
  key: string;
  value: unknown;
  askedAt: EpochMs;
  validUntil: EpochMs | null;
}

export interface RoutingWorld {
  answers: LookupAnswer[];
  /** `<source id> <monitor id>` of each that is muted now. */
  muted: string[];
}

/** The last good answers to look-ups (those that never had one are left out: nobody is asked), and what is muted. */
export async function loadRoutingWorld(
  tx: Tx,
  of: { lookupKeys: readonly string[]; sourceIds: readonly number[]; now: EpochMs },
): Promise<RoutingWorld> {
  type Row = { kind: "answer" | "mute"; key: string; value: unknown; asked_at: string; valid_until: string | null };
  const now = toIso(of.now);
  const rows = await selectRows<Row>(
    tx,
    sql`select 'answer' as kind, lookup_key as key, value, asked_at, valid_until from lookup_answers
        where lookup_key = any(${sql.param([...of.lookupKeys])}::text[]) and value is not null
        union all
        select 'mute', source_id || ' ' || monitor_external_id, null, null, null from mutes
        where source_id = any(${sql.param([...of.sourceIds])}::integer[])
          and lifted_at is null and starts_at <= ${now} and ends_at > ${now}`,
  );
  return {
    muted: rows.filter((row) => row.kind === "mute").map((row) => row.key),
    answers: rows
      .filter((row) => row.kind === "answer")
      .map((row) => ({
        key: row.key,
        value: row.value,
        askedAt: readInstant(row.asked_at),
        validUntil: row.valid_until === null ? null : readInstant(row.valid_until),
      })),
  };
}

/** The open failure of a kind and cause; null where there is none. */
export async function findOpenFailure(tx: Tx, kind: FailureKind, cause: string): Promise<{ id: string } | null> {
  const [found] = await selectRows<{ id: string }>(
    tx,
    sql`select id from failures where status = 'open' and kind = ${kind} and cause = ${cause}`,
  );
  return found ?? null;
}

/** Which of these causes (left out: which at all) have an open failure of one of these kinds, and since when. */
export async function findOpenFailures(
  tx: Tx,
  kinds: readonly string[],
  causes?: readonly string[],
): Promise<{ kind: string; cause: string; firstAt: EpochMs }[]> {
  if (causes?.length === 0) return [];
  const rows = await selectRows<{ kind: string; cause: string; first_at: string }>(
    tx,
    sql`select kind, cause, first_at from failures where status = 'open' and kind = any(${sql.param([...kinds])}::text[])
        ${causes === undefined ? sql`` : sql`and cause = any(${sql.param([...causes])}::text[])`}`,
  );
  return rows.map(({ kind, cause, first_at }) => ({ kind, cause, firstAt: readInstant(first_at) }));
}
