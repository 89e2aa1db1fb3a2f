import {
  insertFailurePage,
  lockFailureForPage,
  markNobodyReached,
  pageAgainAfterMs,
  type Tx,
  type WantedPage,
} from "@signalbox/database";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import { performAction } from "../perform/perform-action.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { loadPathsOf } from "./page-paths.ts";

export type EscalateOutcome =
  | { outcome: "paged"; connection: string }
  | { outcome: "not-wanted" }
  | { outcome: "nobody-reached"; tried: number };

type NextPage = { next: "page"; id: string; connection: string } | { next: "none-left"; tried: number };

/** Pages about a failure by its paths, one after the other, until one takes it. A page that can't be sent makes no failure:
 *  the next path is tried, and where none works the failure stands as a banner and all are tried again after a pause.
 *  Safe to run twice and at once: which paths were tried is read from the pages, and each page ends with what follows it. */
export async function escalateFailure(
  deps: PerformDeps,
  { failureId }: { failureId: string },
): Promise<EscalateOutcome> {
  if (!(await isOutboundSwitchedOn(deps, deps.db.read))) return { outcome: "not-wanted" };
  const limits = { now: deps.now(), againAfterMs: pageAgainAfterMs * deps.timeScale };
  for (;;) {
    const page = await deps.db.transaction(async (tx) => {
      const wanted = await lockFailureForPage(tx, failureId, limits);
      return wanted === null ? null : takeNextPath(deps, tx, failureId, wanted);
    });
    if (page === null) return { outcome: "not-wanted" };
    if (page.next === "none-left") {
      deps.log.error({ stage: "escalate", failureId, tried: page.tried, outcome: "nobody-reached" });
      return { outcome: "nobody-reached", tried: page.tried };
    }
    const { outcome } = await performAction(deps, { actionId: page.id });
    if (outcome === "done") return { outcome: "paged", connection: page.connection };
    // Anything else is under way elsewhere, and what follows it starts there.
    if (outcome !== "fail" && outcome !== "spent" && outcome !== "ended") return { outcome: "not-wanted" };
  }
}

async function takeNextPath(deps: PerformDeps, tx: Tx, failureId: string, wanted: WantedPage): Promise<NextPage> {
  const connections = await loadPathsOf(tx, wanted);
  const { ordered, triedConnectionIds, round } = wanted;
  const now = deps.now();
  if (ordered !== null) {
    const key = connections.find(({ id }) => id === ordered.connectionId)?.key;
    return { next: "page", id: ordered.id, connection: key ?? "" };
  }
  const path = connections.find(({ id }) => !triedConnectionIds.includes(id));
  if (path === undefined) {
    await markNobodyReached(tx, failureId, { now, timeScale: deps.timeScale });
    return { next: "none-left", tried: triedConnectionIds.length };
  }
  const id = deps.newId();
  await insertFailurePage(tx, { id, failureId, connectionId: path.id, round, now });
  return { next: "page", id, connection: path.key };
}
