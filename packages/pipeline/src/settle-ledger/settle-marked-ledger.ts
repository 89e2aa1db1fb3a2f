import { setTimeout as sleep } from "node:timers/promises";
import { listMarkedComponents } from "@signalbox/database";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { settleLedger } from "./settle-ledger.ts";

const againAfterMs = 10_000;
const restTimes = 3;
const restMaxMs = 2_000;

/** What brings the ledger lines of all marked components up to date, one after the other, each time it is called. It rests
 *  for three times as long as it took, 2 s at most: what comes in meanwhile is settled at once. A component that can't be
 *  settled does not hold up the others; it is tried again after 10 s. */
export function settleMarkedLedger(
  deps: Pick<PerformDeps, "db" | "now" | "publicUrl" | "timeScale" | "log">,
  stopping: AbortSignal,
): () => Promise<void> {
  const waitsUntil = new Map<number, number>();
  const settle = async (componentId: number): Promise<void> => {
    if ((waitsUntil.get(componentId) ?? 0) > deps.now()) return;
    try {
      await settleLedger(deps, { componentId });
      waitsUntil.delete(componentId);
    } catch (err) {
      waitsUntil.set(componentId, deps.now() + againAfterMs * deps.timeScale);
      deps.log.error(
        { stage: "settle-ledger", componentId, err },
        "the ledger lines of a component could not be settled",
      );
    }
  };
  return async () => {
    const startedAt = performance.now();
    for (const componentId of await listMarkedComponents(deps.db.read)) await settle(componentId);
    const restMs = Math.min(restMaxMs, restTimes * (performance.now() - startedAt));
    await sleep(restMs, undefined, { signal: stopping }).catch(() => {});
  };
}
