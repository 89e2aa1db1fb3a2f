import { toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { desc, eq, sql } from "../drizzle.ts";
import { failures } from "../schema/failures.ts";
import { failureRetries, type RetryItem } from "../schema/own-health.ts";
import { type FailureFilter, ofFilter } from "./failures.ts";
import { findActionsOfFailure } from "./perform/find-connection-troubles.ts";

/** At most so many things are tried again by one retry. */
export const retryItemsMax = 10_000;

export interface RetryPlan {
  /** Open failures that the filter finds and that can be retried. */
  failures: number;
  /** Those that it finds and that can't: there is nothing to try again. */
  others: number;
  items: RetryItem[];
  /** There are more than one retry takes. */
  isCut: boolean;
}

/** What trying again everything that a filter finds would try. Connections first: what waits for them goes with them. */
export async function planFailureRetry(reader: Reader, filter: Omit<FailureFilter, "status">): Promise<RetryPlan> {
  const found = await reader
    .select()
    .from(failures)
    .where(ofFilter({ ...filter, status: "open" }))
    .orderBy(failures.firstAt);
  const items = new Map<string, RetryItem>();
  let retriable = 0;
  for (const failure of found) {
    const own = await itemsOfFailure(reader, failure);
    if (own === null) continue;
    retriable += 1;
    for (const item of own) items.set(`${item.kind} ${item.id}`, item);
  }
  const all = [...items.values()].sort((a, b) => Number(b.kind === "connection") - Number(a.kind === "connection"));
  return {
    failures: retriable,
    others: found.length - retriable,
    items: all.slice(0, retryItemsMax),
    isCut: all.length > retryItemsMax,
  };
}

type FailureRow = Pick<typeof failures.$inferSelect, "kind" | "cause" | "subjectId" | "details" | "firstAt" | "status">;

/** What trying a failure again tries; null where it is settled or of a kind without anything to try. */
export async function itemsOfFailure(reader: Reader, failure: FailureRow): Promise<RetryItem[] | null> {
  if (failure.status !== "open") return null;
  switch (failure.kind) {
    case "action-late":
    case "action-failed":
    case "action-unknown": {
      const ids = await findActionsOfFailure(reader, failure.kind, failure.cause, failure.firstAt);
      return ids.map((id) => ({ kind: "action", id }));
    }
    case "approval-expired": {
      const rows = await selectRows<{ id: string }>(
        reader,
        sql`select id from actions where id = ${failure.subjectId}::uuid and state = 'failed'`,
      );
      return rows.map(({ id }) => ({ kind: "action", id }));
    }
    case "connection-paused": {
      const rows = await selectRows<{ id: number }>(
        reader,
        sql`select c.id from connections c join connection_health h on h.connection_id = c.id
            where c.key = ${failure.subjectId} and h.paused_at is not null`,
      );
      return rows.map(({ id }) => ({ kind: "connection", id: String(id) }));
    }
    case "delivery-unreadable":
    case "delivery-crashes": {
      // More of the same counted up on one failure: it means all deliveries of its source that failed since it began.
      // What failed before belongs to a failure that a person has settled.
      const rows = await selectRows<{ id: string }>(
        reader,
        sql`select d.id from deliveries d join sources s on s.id = d.source_id
            where d.state = 'failed' and s.key = ${failure.details.source ?? failure.cause}
              and d.finished_at >= ${toIso(failure.firstAt)}::timestamptz
            order by d.received_at limit ${retryItemsMax}`,
      );
      return rows.map(({ id }) => ({ kind: "delivery", id }));
    }
    default:
      return null;
  }
}

export type FailureRetry = Omit<typeof failureRetries.$inferSelect, "items">;

const columns = {
  id: failureRetries.id,
  filter: failureRetries.filter,
  total: failureRetries.total,
  done: failureRetries.done,
  retried: failureRetries.retried,
  actorKind: failureRetries.actorKind,
  askedBy: failureRetries.askedBy,
  askedAt: failureRetries.askedAt,
  finishedAt: failureRetries.finishedAt,
  stoppedBy: failureRetries.stoppedBy,
};

export async function findFailureRetry(reader: Reader, id: string): Promise<FailureRetry | null> {
  const [found] = await reader.select(columns).from(failureRetries).where(eq(failureRetries.id, id));
  return found ?? null;
}

/** Asked for last first. */
export async function listFailureRetries(reader: Reader, limit: number): Promise<FailureRetry[]> {
  return reader.select(columns).from(failureRetries).orderBy(desc(failureRetries.askedAt)).limit(limit);
}
