import { endAllLeases, releaseAllPools, ringForActions } from "@signalbox/database";
import type { SweepDeps } from "./sweep.ts";

/** For a worker that knows that no other is alive: what the last one held is free at once, not only when it has gone stale.
 *  Call it before the first job is taken. */
export async function recoverAlone(deps: Pick<SweepDeps, "db" | "now" | "log">): Promise<void> {
  const { jobs, leases, actions } = await deps.db.transaction(async (tx) => {
    const dead = await releaseAllPools(tx, []);
    const leases = await endAllLeases(tx, deps.now());
    // What the lost worker had ordered, and was about to perform itself.
    const actions = await ringForActions(tx, deps.now() + 1, 0);
    return { jobs: dead.reduce((sum, pool) => sum + pool.jobs, 0), leases, actions };
  });
  if (jobs + leases + actions > 0)
    deps.log.warn({ stage: "recover", jobs, leases, actions }, "took over from a worker that was lost");
}
