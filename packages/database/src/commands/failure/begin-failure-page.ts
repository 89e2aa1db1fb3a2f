import { type EpochMs, formatId } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq } from "../../drizzle.ts";
import { notifyLive } from "../../live/notify-live.ts";
import { actions } from "../../schema/actions.ts";
import { failures } from "../../schema/failures.ts";

/** A failure that wants a page: by a path that is not among `triedConnectionIds`, or the page that was ordered before and
 *  that nobody has begun. */
export interface WantedPage {
  kind: string;
  cause: string;
  round: number;
  triedConnectionIds: number[];
  ordered: { id: string; connectionId: number } | null;
}

/** Locks a failure and says whether it still wants a page: open, taken by nobody, not paged within `againAfterMs`, not in
 *  the pause after nobody was reached, and no page about it under way. */
export async function lockFailureForPage(
  tx: Tx,
  failureId: string,
  limits: { now: EpochMs; againAfterMs: number },
): Promise<WantedPage | null> {
  const [failure] = await tx.select().from(failures).where(eq(failures.id, failureId)).for("update");
  if (failure === undefined || failure.status !== "open" || failure.acknowledgedAt !== null) return null;
  if (failure.pagedAt !== null && failure.pagedAt > limits.now - limits.againAfterMs) return null;
  if (failure.pageAfter !== null && failure.pageAfter > limits.now) return null;
  const pages = await tx
    .select({ id: actions.id, connectionId: actions.connectionId, state: actions.state, madeAt: actions.madeAt })
    .from(actions)
    .where(eq(actions.failureId, failureId));
  if (pages.some(({ state }) => state === "running")) return null;
  const roundBeganAt = Math.max(failure.pagedAt ?? 0, failure.pageAfter ?? 0);
  const tried = pages.filter(
    ({ state, madeAt }) => (state === "failed" || state === "cancelled") && madeAt >= roundBeganAt,
  );
  const begun = pages.find(({ state }) => state === "waiting" || state === "unknown");
  return {
    kind: failure.kind,
    cause: failure.cause,
    round: pages.filter(({ state }) => state === "done").length + 1,
    triedConnectionIds: tried.flatMap(({ connectionId }) => connectionId ?? []),
    ordered: begun?.connectionId == null ? null : { id: begun.id, connectionId: begun.connectionId },
  };
}

/** Orders a page about a failure by one path. It has no job: who orders it carries it out at once, else the sweep rings. */
export async function insertFailurePage(
  tx: Tx,
  page: { id: string; failureId: string; connectionId: number; round: number; now: EpochMs },
): Promise<void> {
  await tx.insert(actions).values({
    id: page.id,
    madeAt: page.now,
    kind: "page",
    verb: "send",
    connectionId: page.connectionId,
    failureId: page.failureId,
    dueAt: page.now,
    nextTryAt: page.now,
    idempotencyKey: `${formatId("fail", page.failureId)}-page-${page.round}`,
  });
}

/** Somebody was reached. */
export async function markFailurePaged(tx: Tx, failureId: string, now: EpochMs): Promise<void> {
  await tx.update(failures).set({ pagedAt: now, pagesMissed: 0, pageAfter: null }).where(eq(failures.id, failureId));
}

/** Minutes until all paths are tried anew, after the first time that nobody was reached, the second …; then the last. */
const pausesMin = [1, 2, 5, 15];

/** All paths were tried, and nobody was reached. The caller holds the failure's lock. */
export async function markNobodyReached(
  tx: Tx,
  failureId: string,
  given: { now: EpochMs; timeScale: number },
): Promise<void> {
  const [failure] = await tx.select({ missed: failures.pagesMissed }).from(failures).where(eq(failures.id, failureId));
  const missed = failure?.missed ?? 0;
  const minutes = pausesMin[Math.min(missed, pausesMin.length - 1)] ?? 1;
  const pageAfter = Math.round(given.now + minutes * 60_000 * given.timeScale);
  await tx
    .update(failures)
    .set({ pagesMissed: missed + 1, pageAfter })
    .where(eq(failures.id, failureId));
  await notifyLive(tx, "failure", failureId);
}
