import type { EpochMs } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { and, asc, desc, eq, gte, lt, type SQL, sql } from "../drizzle.ts";
import { actions } from "../schema/actions.ts";
import { connections } from "../schema/connections.ts";
import { failures } from "../schema/failures.ts";

export type FailureFilter = {
  status?: "open" | "settled" | undefined;
  kind?: string | undefined;
  /** Keys. */
  connection?: string | undefined;
  source?: string | undefined;
  /** Begun at or after. */
  from?: EpochMs | undefined;
  /** Begun before. */
  to?: EpochMs | undefined;
};
export type FailurePlace = { firstAt: EpochMs; id: string };

/** Begun last first. */
export async function listFailures(
  reader: Reader,
  filter: FailureFilter,
  page: { after: FailurePlace | null; limit: number },
) {
  const { after } = page;
  return reader
    .select()
    .from(failures)
    .where(
      and(
        ofFilter(filter),
        after === null
          ? undefined
          : sql`(${failures.firstAt}, ${failures.id}) < (${new Date(after.firstAt).toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(failures.firstAt), desc(failures.id))
    .limit(page.limit);
}

/** The condition on `failures` that a filter stands for. */
export function ofFilter(filter: FailureFilter): SQL | undefined {
  const { status, kind, connection, source, from, to } = filter;
  return and(
    status === undefined ? undefined : eq(failures.status, status),
    kind === undefined ? undefined : eq(failures.kind, kind),
    connection === undefined ? undefined : sql`${connectionOf} = ${connection}`,
    source === undefined ? undefined : sql`${sourceOf} = ${source}`,
    from === undefined ? undefined : gte(failures.firstAt, from),
    to === undefined ? undefined : lt(failures.firstAt, to),
  );
}

// What a failure is about beside its subject: the keys that it was raised with.
const connectionOf = sql`case when ${failures.cause} like 'connection:%' then substr(${failures.cause}, 12)
  else ${failures.details} ->> 'connection' end`;
const sourceOf = sql`${failures.details} ->> 'source'`;

export async function findFailure(reader: Reader, id: string) {
  const [found] = await reader.select().from(failures).where(eq(failures.id, id));
  return found ?? null;
}

export async function countOpenFailures(reader: Reader): Promise<number> {
  const [row] = await reader
    .select({ count: sql<number>`count(*)::int` })
    .from(failures)
    .where(eq(failures.status, "open"));
  return row?.count ?? 0;
}

export type FailureFacets = { kinds: { kind: string; open: number }[]; connections: string[]; sources: string[] };

/** What filters can choose from: kinds, connections and sources of the failures that are open. */
export async function loadFailureFacets(reader: Reader): Promise<FailureFacets> {
  const rows = await selectRows<{ kind: string; connection: string | null; source: string | null; open: number }>(
    reader,
    sql`select ${failures.kind} as kind, ${connectionOf} as connection, ${sourceOf} as source, count(*)::int as open
        from ${failures} where ${failures.status} = 'open' group by 1, 2, 3`,
  );
  const kinds = new Map<string, number>();
  for (const { kind, open } of rows) kinds.set(kind, (kinds.get(kind) ?? 0) + open);
  const keys = (name: "connection" | "source") => [...new Set(rows.flatMap((row) => row[name] ?? []))].sort();
  return {
    kinds: [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, open]) => ({ kind, open })),
    connections: keys("connection"),
    sources: keys("source"),
  };
}

/** The pages that were ordered about a failure, oldest first. */
export async function listPagesOfFailure(reader: Reader, failureId: string) {
  return reader
    .select({
      connection: connections.key,
      state: actions.state,
      reason: actions.reason,
      madeAt: actions.madeAt,
      finishedAt: actions.finishedAt,
    })
    .from(actions)
    .innerJoin(connections, eq(connections.id, actions.connectionId))
    .where(eq(actions.failureId, failureId))
    .orderBy(asc(actions.madeAt), asc(actions.id))
    .limit(200);
}
