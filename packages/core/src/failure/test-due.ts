import { readDuration } from "../shared/duration.ts";
import type { EpochMs } from "../shared/time.ts";
import { ownLimits } from "./own-limits.ts";

export interface TestDue {
  everyMs: number;
  /** False: the source says nothing, so that any delivery is proof enough. */
  isAsked: boolean;
  /** When the path was proven last; null: never yet. */
  provenAt: EpochMs | null;
  /** A proof that has not come by then is missing. A new source has one turn of its own. */
  dueAt: EpochMs;
}

/** When the next proof of a source's path is due: a test event as often as it says, else any delivery once a week. */
export function testDue(source: {
  expectTestEvery: unknown;
  createdAt: EpochMs;
  lastTestAt: EpochMs | null;
  lastDeliveryAt: EpochMs | null;
}): TestDue {
  const { expectTestEvery, createdAt, lastTestAt, lastDeliveryAt } = source;
  const asked = typeof expectTestEvery === "string" ? readDuration(expectTestEvery) : null;
  const everyMs = asked ?? ownLimits.testEveryMs;
  const proofs = asked === null ? [lastTestAt, lastDeliveryAt] : [lastTestAt];
  const provenAt = proofs.reduce((latest, at) => (at !== null && at > (latest ?? 0) ? at : latest), null);
  return { everyMs, isAsked: asked !== null, provenAt, dueAt: Math.max(provenAt ?? 0, createdAt) + everyMs };
}
