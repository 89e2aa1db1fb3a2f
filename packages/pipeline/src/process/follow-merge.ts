import type { EpochMs, EventChange } from "@signalbox/core";
import { appendJournal, endMerges, type IncidentRow, loadIncidentStatuses, type Tx } from "@signalbox/database";
import type { Cause } from "./action-recorder.ts";
import type { ObligationBook } from "./obligation-book.ts";

/** The merges that a batch meets. */
export interface Merges {
  /** The incident that stands for this one outside; null: it acts for itself. */
  targetOf(incident: IncidentRow, change: EventChange): string | null;
  /** Writes the merges that ended by themselves. */
  end(tx: Tx, now: EpochMs): Promise<void>;
}

/**
 * A merge lasts while the other incident does: what opens again after the other has ended acts for itself, so that nothing
 * that is down goes unheard. Call it when the obligations of both are locked.
 */
export async function loadMerges(tx: Tx, changed: readonly { incident: IncidentRow | null }[]): Promise<Merges> {
  const ids = [...new Set(changed.flatMap(({ incident }) => incident?.mergedInto ?? []))];
  const statuses = await loadIncidentStatuses(tx, ids);
  const ended = new Map<string, string>();
  return {
    targetOf({ id, mergedInto }, change) {
      if (mergedInto === null || ended.has(id)) return null;
      if (change !== "reopened" || statuses.get(mergedInto) !== "resolved") return mergedInto;
      ended.set(id, mergedInto);
      return null;
    },
    async end(tx, now) {
      await endMerges(tx, [...ended.keys()]);
      await appendJournal(
        tx,
        [...ended].map(([id, into]) => ({
          at: now,
          actorKind: "system" as const,
          actor: "signalbox",
          verb: "incident.unmerged",
          subjectKind: "incident",
          subjectId: id,
          details: { into, reason: "it opened again after the other had ended" },
        })),
      );
    },
  };
}

/** What an event of a merged incident does outside: it is told in the tickets of the other, and opens nothing. */
export function followMerge(book: ObligationBook, cause: Cause, target: string, change: EventChange): void {
  if (change === "reopened") book.joinWhatIsOpen(cause, target);
  book.comment(cause, target);
}
