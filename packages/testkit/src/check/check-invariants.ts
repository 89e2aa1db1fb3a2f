import type { SentDelivery } from "../drive/drive-deliveries.ts";
import type { PlannedIncident } from "../drive/plan-incidents.ts";
import type { PracticeDesk } from "../world/practice-desk.ts";
import { checkDeliveries } from "./check-deliveries.ts";
import { checkEffects } from "./check-effects.ts";
import { checkJournal } from "./check-journal.ts";
import { checkOutages } from "./check-outages.ts";

export interface CheckedRun {
  databaseUrl: string;
  desk: PracticeDesk;
  /** All that was sent to this installation, and all that was planned for it. */
  history: readonly SentDelivery[];
  incidents: readonly PlannedIncident[];
  /** Keys whose last resolve has not been told; the ledger is compared once there is none. */
  open: ReadonlySet<string>;
}

/** After faults have ended and all is drained: the invariants I1–I8 that must hold whatever happened. An empty list, or
 *  one line for each thing that is not so. */
export async function checkInvariants(run: CheckedRun): Promise<string[]> {
  const { databaseUrl, desk, history, incidents, open } = run;
  const found = await Promise.all([
    checkDeliveries(databaseUrl, history),
    checkOutages(databaseUrl, incidents, open),
    checkEffects(databaseUrl, desk, incidents, open),
    checkJournal(databaseUrl),
  ]);
  return found.flat();
}
