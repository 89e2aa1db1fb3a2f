import type { EpochMs } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, gt, inArray, ne, sql } from "../drizzle.ts";
import { components } from "../schema/components.ts";
import { connections } from "../schema/connections.ts";
import { runOutput, runs } from "../schema/runs.ts";

const runColumns = {
  ...getTableColumns(runs),
  connection: connections.key,
  component: components.key,
  componentName: components.name,
};

function selectRuns(reader: Reader) {
  return reader
    .select(runColumns)
    .from(runs)
    .innerJoin(connections, eq(connections.id, runs.connectionId))
    .leftJoin(components, eq(components.id, runs.componentId))
    .$dynamic();
}

export type ShownRun = Awaited<ReturnType<typeof listRunsOf>>[number];

/** Of these actions, started first first. */
export async function listRunsOf(reader: Reader, actionIds: string[]) {
  if (actionIds.length === 0) return [];
  return selectRuns(reader).where(inArray(runs.actionId, actionIds)).orderBy(asc(runs.startedAt)).limit(500);
}

/** The last runs of one runbook by other actions, started last first. */
export async function listLastRuns(
  reader: Reader,
  of: { connectionId: number; runbook: string; exceptActionId: string; limit: number },
) {
  return selectRuns(reader)
    .where(
      and(eq(runs.connectionId, of.connectionId), eq(runs.runbook, of.runbook), ne(runs.actionId, of.exceptActionId)),
    )
    .orderBy(desc(runs.startedAt))
    .limit(of.limit);
}

export async function findRun(reader: Reader, id: string) {
  const [row] = await selectRuns(reader).where(eq(runs.id, id));
  return row ?? null;
}

/** What a run has printed after a piece, in order. */
export async function listRunOutput(reader: Reader, runId: string, after: number) {
  return reader
    .select()
    .from(runOutput)
    .where(and(eq(runOutput.runId, runId), gt(runOutput.number, after)))
    .orderBy(asc(runOutput.number))
    .limit(500);
}

/** The last characters that a run has printed. */
export async function loadOutputTail(reader: Reader, runId: string, charactersMax: number): Promise<string> {
  const rows = await reader
    .select({ text: runOutput.text })
    .from(runOutput)
    .where(eq(runOutput.runId, runId))
    .orderBy(desc(runOutput.number))
    .limit(50);
  return rows
    .map(({ text }) => text)
    .toReversed()
    .join("")
    .slice(-charactersMax);
}

/** What is kept of what a run elsewhere has printed, since we last said something of it ourselves. */
export interface KeptOutput {
  bytes: number;
  /** Its last bytes. */
  tail: Buffer;
  /** Of the whole run. */
  allBytes: number;
  /** What we said last; null: nothing. */
  lastNote: string | null;
}

export async function loadKeptOutput(reader: Reader, runId: string, tailBytes: number): Promise<KeptOutput> {
  const [sums] = await selectRows<{ bytes: number; all_bytes: number; last_note: string | null; after: number }>(
    reader,
    sql`with last as (select number, text from run_output where run_id = ${runId} and stream = 'note' order by number desc limit 1)
        select coalesce(sum(octet_length(text)) filter (where number > coalesce((select number from last), 0)), 0)::int as bytes,
          coalesce(sum(octet_length(text)), 0)::int as all_bytes, (select text from last) as last_note,
          coalesce((select number from last), 0)::int as after
        from run_output where run_id = ${runId}`,
  );
  const { bytes = 0, all_bytes: allBytes = 0, last_note: lastNote = null, after = 0 } = sums ?? {};
  const pieces = await reader
    .select({ text: runOutput.text })
    .from(runOutput)
    .where(and(eq(runOutput.runId, runId), gt(runOutput.number, after)))
    .orderBy(desc(runOutput.number))
    .limit(tailBytes);
  const tail = Buffer.from(
    pieces
      .map(({ text }) => text)
      .toReversed()
      .join(""),
    "utf8",
  );
  return { bytes, tail: tail.subarray(Math.max(0, tail.length - tailBytes)), allBytes, lastNote };
}

export interface RunHistory {
  /** Runs of the connection that have not ended. */
  underWay: number;
  /** When this runbook last started for this component. */
  lastStartedAt: EpochMs | null;
  /** How many of its last runs for this component failed in a row, since a person looked at it last. */
  failedInARow: number;
  /** A failure says that it is not to be run. */
  isStopped: boolean;
}

/** What decides whether a remediation may start. Exact while the health of its connection is locked. */
export async function loadRunHistory(
  reader: Reader,
  of: { connectionId: number; runbook: string; componentId: number | null; cause: string },
): Promise<RunHistory> {
  const { connectionId, runbook, componentId, cause } = of;
  const same = sql`r.connection_id = ${connectionId} and r.runbook = ${runbook}
    and r.component_id is not distinct from ${componentId}::integer`;
  const [row] = await selectRows<{
    under_way: number;
    last_started_at: string | null;
    failed: number;
    is_stopped: boolean;
  }>(
    reader,
    sql`select
          (select count(*)::int from runs where connection_id = ${connectionId} and ended_at is null) as under_way,
          (select to_char(max(r.started_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from runs r where ${same})
            as last_started_at,
          (select count(*)::int from runs r where ${same} and r.result = 'failed'
            and r.started_at > coalesce((select max(r.started_at) from runs r where ${same} and r.result = 'succeeded'), '-infinity')
            and r.ended_at > coalesce((select max(settled_at) from failures where kind = 'remediation-stopped'
              and cause = ${cause} and status = 'settled'), '-infinity')) as failed,
          exists (select from failures where kind = 'remediation-stopped' and cause = ${cause} and status = 'open') as is_stopped`,
  );
  return {
    underWay: row?.under_way ?? 0,
    lastStartedAt: row?.last_started_at == null ? null : Date.parse(row.last_started_at),
    failedInARow: row?.failed ?? 0,
    isStopped: row?.is_stopped ?? false,
  };
}

/** Whether a ticket has, or gets, the comment on how a run ended. */
export async function hasToldRun(reader: Reader, obligationId: string, runId: string): Promise<boolean> {
  const rows = await selectRows<{ id: string }>(
    reader,
    sql`select id from actions where obligation_id = ${obligationId} and fields ->> 'run' = ${runId} limit 1`,
  );
  return rows.length > 0;
}
