import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import type { Actor } from "../people/create-user.ts";

/** Who changes configuration, and when. */
export type ChangedBy = { actor: Actor; now: EpochMs };

/** Configuration objects as the journal names them. */
export type ConfigSubject =
  | "source"
  | "connection"
  | "team"
  | "component"
  | "calendar"
  | "rotation"
  | "rule-set"
  | "policy"
  | "maintenance-window"
  | "customer"
  | "drill"
  | "setting"
  | "config";

export type JournalledChange = {
  subjectKind: ConfigSubject;
  subjectId: string;
  /** `created`, `retired` …: with the kind it is the verb. */
  happened: string;
  /** Never holds a secret. */
  details?: Record<string, unknown>;
};

/** Lines of the journal about configuration objects. */
export async function journalChanges(tx: Tx, by: ChangedBy, changes: readonly JournalledChange[]): Promise<void> {
  await appendJournal(
    tx,
    changes.map(({ subjectKind, subjectId, happened, details = {} }) => ({
      at: by.now,
      actorKind: by.actor.kind,
      actor: by.actor.name,
      verb: `${subjectKind}.${happened}`,
      subjectKind,
      subjectId,
      details,
    })),
  );
}

/** One line of the journal about a configuration object; details never hold a secret. */
export async function journalChange(
  tx: Tx,
  by: ChangedBy,
  subjectKind: ConfigSubject,
  subjectId: string,
  happened: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  await journalChanges(tx, by, [{ subjectKind, subjectId, happened, details }]);
}
