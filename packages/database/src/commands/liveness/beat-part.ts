import type { EpochMs } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { notifyLive } from "../../live/notify-live.ts";
import { readInstant } from "../../schema/column-types.ts";
import { markWholeLedgerDirty } from "../ledger/mark-components-dirty.ts";

export type Part = "api" | "worker";
export interface BlindTime {
  from: EpochMs;
  to: EpochMs;
}

const whatWasMissed: Record<Part, string> = {
  api: "no api process was alive: webhooks could not be received",
  worker: "no worker process was alive: nothing was processed and nobody was paged",
};

/** A process of a part is alive. Where none had beaten for longer than `staleMs`, the time between is recorded as a blind
 *  span, by the clock of Postgres, and returned. Safe at once: the part's row is locked, so that one of many finds the gap. */
export async function beatPart(tx: Tx, part: Part, staleMs: number): Promise<BlindTime | null> {
  const [last] = await selectRows<{ at: string; now: string }>(
    tx,
    sql`select beat_at as at, clock_timestamp() as now from part_beats where part = ${part} for update`,
  );
  await tx.execute(sql`
    insert into part_beats (part, beat_at) values (${part}, clock_timestamp())
    on conflict (part) do update set beat_at = greatest(part_beats.beat_at, excluded.beat_at)`);
  if (last === undefined) return null;
  const blind = { from: readInstant(last.at), to: readInstant(last.now) };
  if (blind.to - blind.from <= staleMs) return null;
  const reason = whatWasMissed[part];
  const spans = await selectRows<{ id: number }>(
    tx,
    sql`insert into blind_spans (starts_at, ends_at, reason, part)
        values (${last.at}::timestamptz, ${last.now}::timestamptz, ${reason}, ${part}) returning id`,
  );
  await appendJournal(tx, {
    at: blind.to,
    actorKind: "system",
    actor: part,
    verb: "signalbox.was-blind",
    subjectKind: "blind-span",
    subjectId: String(spans[0]!.id),
    details: { part, seconds: Math.round((blind.to - blind.from) / 1_000), reason },
  });
  // A policy may leave out the time in which nothing could be heard.
  if (part === "api") await markWholeLedgerDirty(tx, blind);
  await notifyLive(tx, "settings", "blind-span");
  return blind;
}
