import { type ActionKind, type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
import { addJob, addJobs } from "../../jobs/add-job.ts";
import { actions } from "../../schema/actions.ts";
import { obligationIncidents, obligations, pageEscalations } from "../../schema/obligations.ts";
import { addPerformJobs } from "../attempt/add-perform-job.ts";
import { queued } from "../liveness/ring-forgotten.ts";

interface EscalationStart {
  obligationId: string;
  afterMs: number;
  nextAt: EpochMs;
}

/** A page goes on at `nextAt` unless somebody acknowledges before. Leaves alone what has begun. */
export async function beginEscalation(tx: Tx, { obligationId, afterMs, nextAt }: EscalationStart): Promise<void> {
  const begun = await tx
    .insert(pageEscalations)
    .values({ obligationId, afterMs, nextAt })
    .onConflictDoNothing()
    .returning({ id: pageEscalations.obligationId });
  if (begun.length > 0) await ringAt(tx, obligationId, nextAt);
}

/** The same from now on where it has begun; not where it has gone on to somebody already, or was stopped. */
export async function restartEscalation(tx: Tx, { obligationId, afterMs, nextAt }: EscalationStart): Promise<void> {
  const begun = await tx
    .insert(pageEscalations)
    .values({ obligationId, afterMs, nextAt })
    .onConflictDoUpdate({
      target: pageEscalations.obligationId,
      set: { nextAt },
      setWhere: sql`${pageEscalations.level} = 0 and ${pageEscalations.nextAt} is not null`,
    })
    .returning({ id: pageEscalations.obligationId });
  if (begun.length > 0) await ringAt(tx, obligationId, nextAt);
}

// Where it begins anew, the job of before is replaced.
async function ringAt(tx: Tx, obligationId: string, runAt: EpochMs): Promise<void> {
  await addJob(tx, "escalate_page", { obligationId }, { runAt, jobKey: `escalate_page:${obligationId}` });
}

/** The next time at which a page goes on. The caller holds its locks. */
export async function moveEscalation(
  tx: Tx,
  obligationId: string,
  move: { level: number; nextAt: EpochMs },
): Promise<void> {
  await tx.update(pageEscalations).set(move).where(eq(pageEscalations.obligationId, obligationId));
  await addJob(tx, "escalate_page", { obligationId }, { runAt: move.nextAt });
}

export async function stopEscalation(
  tx: Tx,
  obligationId: string,
  stop: { reason: "acknowledged" | "resolved" | "nobody-left"; now: EpochMs },
): Promise<void> {
  await tx
    .update(pageEscalations)
    .set({ nextAt: null, stoppedAt: stop.now, stoppedReason: stop.reason })
    .where(eq(pageEscalations.obligationId, obligationId));
}

type Place = Pick<typeof obligations.$inferSelect, "scopeKind" | "scopeId" | "connectionId" | "kind" | "slot">;

/** The slot for one more obligation, and which of that slot it is. Where one is open still, as its close was refused or stands
 *  for another page, it is the first free of `<slot>#2`, `<slot>#3` …: what is open never keeps somebody from being paged. */
export async function findFreeSlot(tx: Tx, place: Place): Promise<Pick<Place, "slot"> & { occurrence: number }> {
  const { scopeKind, scopeId, connectionId, kind, slot } = place;
  const used = await selectRows<{ slot: string; occurrence: number; isOpen: boolean }>(
    tx,
    sql`select slot, max(occurrence) as occurrence, bool_or(status = 'open') as "isOpen" from obligations
        where scope_kind = ${scopeKind} and scope_id = ${scopeId} and connection_id = ${connectionId} and kind = ${kind}
          and (slot = ${slot} or starts_with(slot, ${`${slot}#`}))
        group by slot`,
  );
  for (let n = 1; ; n++) {
    const name = n === 1 ? slot : `${slot}#${n}`;
    const before = used.find((one) => one.slot === name);
    if (!before?.isOpen) return { slot: name, occurrence: (before?.occurrence ?? 0) + 1 };
  }
}

/** Orders what no rule did: a page of the next person or one that asks for a yes, or what a person runs again. An obligation
 *  of its own, with its create, for the incidents that are not over; rings for it. */
export async function insertOrderedObligation(
  tx: Tx,
  ordered: {
    obligation: typeof obligations.$inferInsert;
    create: typeof actions.$inferInsert;
    incidentIds: readonly string[];
    now: EpochMs;
  },
): Promise<void> {
  const { obligation, create, incidentIds, now } = ordered;
  await tx.insert(obligations).values(obligation);
  await tx
    .insert(obligationIncidents)
    .values(incidentIds.map((incidentId) => ({ obligationId: obligation.id, incidentId, joinedAt: now })));
  await tx.insert(actions).values(create);
  await addPerformJobs(tx, [{ id: create.id, kind: create.kind as ActionKind, runAt: now }]);
}

const ringMax = 1_000;

/** Rings for pages that should have gone on and that no job rings for. Returns how many. */
export async function ringForEscalations(tx: Tx, now: EpochMs, graceMs: number): Promise<number> {
  const forgotten = await selectRows<{ obligationId: string }>(
    tx,
    sql`select e.obligation_id as "obligationId" from page_escalations e
        where e.next_at < ${toIso(now - graceMs)}::timestamptz
          and not exists (select from ${queued(["escalate_page"], "obligationId")} queued where queued.id = e.obligation_id)
        order by e.next_at limit ${ringMax}`,
  );
  await addJobs(
    tx,
    forgotten.map(({ obligationId }) => ({ task: "escalate_page", payload: { obligationId } })),
  );
  return forgotten.length;
}

/** Incidents that nobody had acknowledged, as an open failure says, and that somebody has taken since, or that are over. */
export async function findHeardAfterAll(tx: Tx): Promise<{ cause: string; status: "acknowledged" | "resolved" }[]> {
  return selectRows(
    tx,
    sql`select f.cause, i.status from failures f
          join incidents i on i.id = case when f.kind = 'page-unacknowledged' then f.subject_id::uuid end
        where f.kind = 'page-unacknowledged' and f.status = 'open' and i.status <> 'open'`,
  );
}
