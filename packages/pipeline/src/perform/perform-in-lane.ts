import { callLimitsOf, connectionKindByKey } from "@signalbox/connections";
import { addPerformJobs, type Callee, loadCallee } from "@signalbox/database";
import type { ConnectionLanes } from "./connection-lanes.ts";
import { performWith } from "./perform-action.ts";
import type { PerformDeps } from "./perform-deps.ts";

/**
 * Performs an action as soon as this process has a call of its connection to spare, and then, one after the other, those that
 * waited for this one to end. One that has to wait is only noted in memory: its row stands, and whoever sweeps rings for it
 * should this process be lost. A page about a failure waits for nobody.
 * @throws what the given action threw; one that waited and throws is rung for again.
 */
export async function performInLane(
  deps: PerformDeps,
  lanes: ConnectionLanes,
  { actionId }: { actionId: string },
): Promise<void> {
  const callee = await loadCallee(deps.db.read, actionId);
  if (callee === null) return;
  const lane = laneOf(callee);
  if (lane === null) {
    await performWith(deps, callee);
    return;
  }
  if (!lanes.enter(lane.connectionId, actionId, { max: lane.max, now: deps.now() })) return;
  const own = await performWith(deps, callee).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  for (let next = lanes.next(lane.connectionId); next !== null; next = lanes.next(lane.connectionId)) {
    await performWaiting(deps, next.actionId, deps.now() - next.since);
  }
  if (own !== null) throw own.error;
}

function laneOf({ action, connection }: Callee): { connectionId: number; max: number } | null {
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  if (connection === null || kind === null || action.failureId !== null) return null;
  return { connectionId: connection.id, max: callLimitsOf(kind, connection.config).concurrency };
}

async function performWaiting(deps: PerformDeps, actionId: string, waitedMs: number): Promise<void> {
  try {
    const callee = await loadCallee(deps.db.read, actionId);
    if (callee !== null) await performWith(deps, callee, { waitedMs });
  } catch (err) {
    deps.log.warn(
      { stage: "perform", actionId, err },
      "an action that waited could not be performed; it is rung for again",
    );
    // Where the database is away, the sweep rings once it is back.
    await ringAgain(deps, [actionId]).catch((err: unknown) => deps.log.warn({ stage: "perform", actionId, err }));
  }
}

/** Rings for actions that waited in a process that stops. */
export async function ringAgain(deps: Pick<PerformDeps, "db" | "now">, actionIds: readonly string[]): Promise<void> {
  const callees = await Promise.all(actionIds.map((id) => loadCallee(deps.db.read, id)));
  const actions = callees.flatMap((callee) => callee?.action ?? []);
  await deps.db.transaction((tx) =>
    addPerformJobs(
      tx,
      actions.map(({ id, kind }) => ({ id, kind, runAt: deps.now() })),
    ),
  );
}
