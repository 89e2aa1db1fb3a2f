import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { manualActs } from "../../schema/incidents.ts";

export interface NewManualAct {
  id: string;
  at: EpochMs;
  kind: (typeof manualActs.$inferInsert)["kind"];
  author: string;
  reason: string;
  details?: Record<string, unknown>;
}

/** Records what a person did about an incident, and why. */
export async function insertManualAct(tx: Tx, act: NewManualAct): Promise<void> {
  await tx.insert(manualActs).values({ ...act, details: act.details ?? {} });
}
