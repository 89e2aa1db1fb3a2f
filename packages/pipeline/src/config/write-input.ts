import { type ChangedBy, coverMarks, type LedgerMark, type SaveOutcome } from "@signalbox/database";
import type { PlannedChange } from "./compare-config.ts";
import type { DesiredConfig } from "./desire-config.ts";
import type { LiveConfig } from "./read-live-config.ts";

export interface WriteInput {
  by: ChangedBy;
  secretKey: Buffer;
  live: LiveConfig;
  desired: DesiredConfig;
  changes: readonly PlannedChange[];
}

/** What writing leaves behind: components whose ledger must be counted again for a time, and tokens that were made. */
export interface Written {
  dirty: Map<number, LedgerMark>;
  made: MadeToken[];
}

/** A hook token that was made because none was given. */
export interface MadeToken {
  source: string;
  token: string;
}

type Listed = keyof LiveConfig["revisions"];

/** The revision that a plan was made from, so that a save over anything newer is a conflict; 0: there was nothing. */
export function plannedRevision({ live }: WriteInput, list: Listed, key: string): { revision?: number } {
  const revision = live.revisions[list].get(key);
  if (revision !== undefined) return { revision };
  return live.rows[list].some((row) => row.key === key) ? {} : { revision: 0 };
}

/** The id that was saved. Where somebody saved meanwhile, throws what makes the transaction run again with a new plan. */
export function savedId(saved: SaveOutcome): number {
  if (saved.outcome === "conflict") throw new PlanOutdated();
  return saved.id;
}

/** Code of a serialisation failure: the transaction runs again. */
export class PlanOutdated extends Error {
  readonly code = "40001";

  constructor() {
    super("somebody changed the configuration meanwhile: plan again");
    this.name = "PlanOutdated";
  }
}

export function names(fields: PlannedChange["fields"]): string[] {
  return fields.map((field) => field.field);
}

export function markDirty(dirty: Map<number, LedgerMark>, componentId: number, mark: LedgerMark): void {
  dirty.set(componentId, coverMarks(dirty.get(componentId), mark));
}
