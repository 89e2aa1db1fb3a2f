import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, desc, eq, sql } from "../../drizzle.ts";
import { addJob } from "../../jobs/add-job.ts";
import { obligationChecks, obligationFindings } from "../../schema/obligation-checks.ts";
import { obligations } from "../../schema/obligations.ts";

export type ObligationCheckRow = typeof obligationChecks.$inferSelect;
export type ObligationFinding = typeof obligationFindings.$inferInsert;

/** Settled obligations are looked at for so long. */
const settledSince = "30 days";
/** A check that has run for so long was lost. */
const lostAfter = "6 hours";

// What was really opened: its id is known, or it may be found by its reference.
const inScope = sql`(${obligations.status} = 'open' or (${obligations.status} = 'settled'
  and ${obligations.settledAt} > now() - ${settledSince}::interval))
  and exists (select from actions a where a.obligation_id = ${obligations.id} and a.verb in ('create', 'reopen') and a.state = 'done')`;

/** Begins a check of a connection's obligations and rings for it; null where one is under way. */
export async function beginObligationCheck(
  tx: Tx,
  check: { id: string; connectionId: number; askedBy: string; now: EpochMs },
): Promise<ObligationCheckRow | null> {
  const { id, connectionId, askedBy, now } = check;
  await tx.execute(sql`update obligation_checks set finished_at = ${toIso(now)}, error = 'it was lost and is begun anew'
    where connection_id = ${connectionId} and finished_at is null
      and started_at < ${toIso(now)}::timestamptz - ${lostAfter}::interval`);
  const total = await tx.$count(obligations, and(eq(obligations.connectionId, connectionId), inScope));
  const [begun] = await tx
    .insert(obligationChecks)
    .values({ id, connectionId, askedBy, startedAt: now, total })
    .onConflictDoNothing()
    .returning();
  if (begun === undefined) return null;
  await addJob(tx, "check_obligations", { checkId: id });
  return begun;
}

/** The check with its lock, where it has not ended. */
export async function lockObligationCheck(tx: Tx, id: string): Promise<ObligationCheckRow | null> {
  const [row] = await tx
    .select()
    .from(obligationChecks)
    .where(and(eq(obligationChecks.id, id), sql`${obligationChecks.finishedAt} is null`))
    .for("update");
  return row ?? null;
}

export interface ObligationToLookAt {
  id: string;
  /** One of its actions, for the words of its requests. */
  actionId: string;
}

/** The next obligation of a check by its id; null when all were looked at. */
export async function nextObligationOfCheck(
  reader: Reader | Tx,
  check: Pick<ObligationCheckRow, "connectionId" | "lookedUntil">,
): Promise<ObligationToLookAt | null> {
  const [next] = await selectRows<ObligationToLookAt>(
    reader,
    sql`select ${obligations.id} as id, (select a.id from actions a where a.obligation_id = ${obligations.id}
          and a.verb in ('create', 'reopen') and a.state = 'done' order by a.ordinal desc limit 1) as "actionId"
        from ${obligations} where ${obligations.connectionId} = ${check.connectionId} and ${inScope}
          and (${check.lookedUntil}::uuid is null or ${obligations.id} > ${check.lookedUntil}::uuid)
        order by ${obligations.id} limit 1`,
  );
  return next ?? null;
}

/** One more was looked at; `finding` null: it is as expected. */
export async function recordLook(
  tx: Tx,
  checkId: string,
  look: { obligationId: string; finding: Pick<ObligationFinding, "finding" | "detail"> | null; now: EpochMs },
): Promise<void> {
  const { obligationId, finding, now } = look;
  await tx
    .update(obligationChecks)
    .set({
      looked: sql`${obligationChecks.looked} + 1`,
      asExpected: finding === null ? sql`${obligationChecks.asExpected} + 1` : obligationChecks.asExpected,
      lookedUntil: obligationId,
    })
    .where(eq(obligationChecks.id, checkId));
  if (finding === null) return;
  await tx
    .insert(obligationFindings)
    .values({ checkId, obligationId, ...finding, foundAt: now })
    .onConflictDoNothing();
}

export async function endObligationCheck(
  tx: Tx,
  id: string,
  end: { error: string | null; now: EpochMs },
): Promise<void> {
  await tx.update(obligationChecks).set({ finishedAt: end.now, error: end.error }).where(eq(obligationChecks.id, id));
}

/** Notes that what is open here was seen closed there, or open again. True where that is new. */
export async function noteClosedOutside(tx: Tx, obligationId: string, at: EpochMs | null): Promise<boolean> {
  const noted = await tx
    .update(obligations)
    .set({ closedOutsideAt: at })
    .where(
      and(eq(obligations.id, obligationId), sql`(${obligations.closedOutsideAt} is null) = ${at !== null}::boolean`),
    )
    .returning({ id: obligations.id });
  return noted.length > 0;
}

/** The last check of a connection; null where there was none. */
export async function findLastCheck(reader: Reader | Tx, connectionId: number): Promise<ObligationCheckRow | null> {
  const [last] = await reader
    .select()
    .from(obligationChecks)
    .where(eq(obligationChecks.connectionId, connectionId))
    .orderBy(desc(obligationChecks.startedAt))
    .limit(1);
  return last ?? null;
}

export interface FindingRow {
  obligationId: string;
  incidentId: string;
  incidentTitle: string;
  kind: "ticket" | "status-post" | "page";
  externalId: string | null;
  externalUrl: string | null;
  finding: ObligationFinding["finding"];
  detail: string;
  foundAt: string;
}

/** What a check found that is not as expected, at most 1,000, what needs someone first. */
export async function listFindings(reader: Reader, checkId: string): Promise<FindingRow[]> {
  return selectRows<FindingRow>(
    reader,
    sql`select f.obligation_id as "obligationId", o.incident_id as "incidentId", i.title as "incidentTitle", o.kind,
          o.external_id as "externalId", o.external_url as "externalUrl", f.finding, f.detail, f.found_at::text as "foundAt"
        from obligation_findings f join obligations o on o.id = f.obligation_id join incidents i on i.id = o.incident_id
        where f.check_id = ${checkId}
        order by array_position(array['doubled', 'missing', 'closed-by-hand', 'open-though-settled', 'not-readable'], f.finding),
          f.obligation_id limit 1000`,
  );
}

/** Connections with something to look at whose last check is older than this, or that never had one. */
export async function listDueForCheck(reader: Reader, before: EpochMs): Promise<number[]> {
  const rows = await selectRows<{ id: number }>(
    reader,
    sql`select c.id from connections c
        where exists (select from ${obligations} where ${obligations.connectionId} = c.id and ${inScope})
          and not exists (select from obligation_checks k where k.connection_id = c.id
                          and k.started_at > ${toIso(before)}::timestamptz)
        order by c.id`,
  );
  return rows.map(({ id }) => id);
}
