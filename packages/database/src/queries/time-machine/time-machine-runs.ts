import type { TimeMachineRow, TimeMachineRunRow } from "../../commands/time-machine/time-machine-runs.ts";
import type { Reader } from "../../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, gt, isNull, type SQL, sql } from "../../drizzle.ts";
import { incidents } from "../../schema/incidents.ts";
import { ruleSets } from "../../schema/rule-sets.ts";
import { timeMachineRows, timeMachineRuns } from "../../schema/time-machine.ts";

export type ShownTimeMachineRun = TimeMachineRunRow & {
  liveNumber: number | null;
  /** The draft decides as it did, and the same version is live. */
  isOfPresentDraft: boolean;
};

/** Asked for last first. */
export async function listTimeMachineRuns(reader: Reader, limit: number): Promise<ShownTimeMachineRun[]> {
  return select(reader).orderBy(desc(timeMachineRuns.askedAt), desc(timeMachineRuns.id)).limit(limit);
}

export async function findTimeMachineRun(reader: Reader, id: string): Promise<ShownTimeMachineRun | null> {
  const [found] = await select(reader).where(eq(timeMachineRuns.id, id));
  return found ?? null;
}

/** The last run that has ended well of rules that decide as `body` does, against this live version. */
export async function findTimeMachineRunOf(
  reader: Reader,
  draft: { body: object; liveId: number | null },
): Promise<ShownTimeMachineRun | null> {
  const { body, liveId } = draft;
  const [found] = await select(reader)
    .where(
      and(
        sql`${deciding(sql`${timeMachineRuns.draftBody}`)} = ${deciding(sql`${JSON.stringify(body)}::jsonb`)}`,
        liveId === null ? isNull(timeMachineRuns.liveId) : eq(timeMachineRuns.liveId, liveId),
        eq(timeMachineRuns.state, "done"),
      ),
    )
    .orderBy(desc(timeMachineRuns.finishedAt))
    .limit(1);
  return found ?? null;
}

/** What differs, in the order in which it was found. */
export async function listTimeMachineRows(
  reader: Reader,
  runId: string,
  of: {
    outcome?: TimeMachineRow["outcome"] | undefined;
    kind?: TimeMachineRow["kind"] | undefined;
    isNight?: boolean | undefined;
  },
  page: { after: number | null; limit: number },
) {
  const { outcome, kind, isNight } = of;
  return reader
    .select({ ...getTableColumns(timeMachineRows), title: incidents.title })
    .from(timeMachineRows)
    .leftJoin(incidents, eq(incidents.id, timeMachineRows.incidentId))
    .where(
      and(
        eq(timeMachineRows.runId, runId),
        outcome === undefined ? undefined : eq(timeMachineRows.outcome, outcome),
        kind === undefined ? undefined : eq(timeMachineRows.kind, kind),
        isNight === undefined ? undefined : eq(timeMachineRows.isNight, isNight),
        page.after === null ? undefined : gt(timeMachineRows.number, page.after),
      ),
    )
    .orderBy(asc(timeMachineRows.number))
    .limit(page.limit);
}

export async function findTimeMachineRow(
  reader: Reader,
  runId: string,
  number: number,
): Promise<TimeMachineRow | null> {
  const [found] = await reader
    .select()
    .from(timeMachineRows)
    .where(and(eq(timeMachineRows.runId, runId), eq(timeMachineRows.number, number)));
  return found ?? null;
}

function select(reader: Reader) {
  return reader
    .select({
      ...getTableColumns(timeMachineRuns),
      liveNumber: ruleSets.number,
      isOfPresentDraft: sql<boolean>`coalesce(${ruleSets.state} = 'published' and exists (
        select from rule_sets present where present.state = 'draft'
        and ${deciding(sql`present.body`)} = ${deciding(sql`${timeMachineRuns.draftBody}`)}), false)`,
    })
    .from(timeMachineRuns)
    .leftJoin(ruleSets, eq(ruleSets.id, timeMachineRuns.liveId))
    .$dynamic();
}

// Tests and the budget decide nothing about events.
function deciding(body: SQL): SQL {
  return sql`(${body} - 'tests' - 'budget')`;
}
