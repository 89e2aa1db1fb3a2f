import { newUuid } from "@signalbox/core";
import { openDatabase } from "@signalbox/database";
import { settleLedger } from "@signalbox/pipeline";
import { median, round } from "../shared/numbers.ts";
import type { Installation } from "../shared/start-installation.ts";
import { fillIncidents, followedFrom } from "./fill-ledger.ts";

export type Following = { segments100Ms: number; segments10000Ms: number; ratio: number; trials: number };

const trials = 40;
const minuteMs = 60_000;

/** How long the ledger takes to follow an event on a component with 100 segments, and on one with 10,000. */
export async function followEvents({ databaseUrl, query }: Installation): Promise<Following> {
  const db = openDatabase({ url: databaseUrl, applicationName: "bench", poolSize: 2, statementTimeoutMs: 60_000 });
  const deps = { db, now: Date.now, publicUrl: null };
  // Marked without the job that goes with a mark: the worker would settle it first.
  const settle = async (componentId: number, from: number, to: number): Promise<number> => {
    const [begins, ends] = [from, to].map((at) => `'${new Date(at).toISOString()}'`);
    await query(
      `insert into ledger_dirty (component_id, dirty_from, dirty_to) values (${componentId}, ${begins}, ${ends})`,
    );
    const startedAt = performance.now();
    await settleLedger(deps, { componentId });
    return performance.now() - startedAt;
  };
  try {
    const ids: Record<string, number> = {};
    for (const [key, count] of [
      ["small", 100],
      ["large", 10_000],
    ] as const) {
      await fillIncidents(query, key, count);
      const [row] = await query<{ id: number }>(`select id from components where key = '${key}'`);
      ids[key] = row!.id;
      await settle(row!.id, Date.parse(followedFrom), Date.parse("2026-10-01T00:00:00Z"));
    }
    await query("analyze ledger_segments");
    const taken: Record<string, number[]> = { small: [], large: [] };
    for (let n = 0; n < trials; n++) {
      for (const key of n % 2 === 0 ? ["small", "large"] : ["large", "small"]) {
        // It begins within an outage that is there, and ends after it.
        const from = Date.parse(followedFrom) + 2.5 * minuteMs + n * 2 * minuteMs;
        const [at, end] = [from, from + minuteMs].map((time) => new Date(time).toISOString());
        const id = newUuid();
        await query(`insert into incidents (id, source_id, correlation_key, status, title, severity, component_id, opened_at, resolved_at)
          values ('${id}', (select id from sources where key = 'bench'), '${id}', 'resolved', 'it is down', 'critical', ${ids[key]}, '${at}', '${end}')`);
        await query(`insert into incident_intervals (incident_id, ordinal, started_at, ended_at, severity, start_basis)
          values ('${id}', 0, '${at}', '${end}', 'critical', 'sender')`);
        taken[key]!.push(await settle(ids[key]!, from, from + minuteMs));
      }
    }
    const counted = await query<{ count: string }>(
      `select count(*) from ledger_segments where component_id in (${ids.small}, ${ids.large})`,
    );
    const expected = 10_100 + 2 * trials;
    if (Number(counted[0]!.count) !== expected) throw new Error(`${counted[0]!.count} segments, not ${expected}`);
    const [small, large] = [median(taken.small!), median(taken.large!)];
    return { segments100Ms: round(small), segments10000Ms: round(large), ratio: round(large / small), trials };
  } finally {
    await db.close();
  }
}
