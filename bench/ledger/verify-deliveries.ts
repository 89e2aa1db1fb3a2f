import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "@signalbox/database";
import { closeMonth } from "@signalbox/pipeline";
import { round } from "../shared/numbers.ts";
import { residentMb } from "../shared/resident-memory.ts";
import { benchApiToken, type Installation } from "../shared/start-installation.ts";
import { fillDeliveries } from "./fill-deliveries.ts";

export type Verifying = {
  deliveries: number;
  incidents: number;
  /** Lines of closed months, compared with what they rest on and with the stored files. */
  documents: number;
  /** Before that: from the marks of all deliveries to their lines. */
  settleSeconds: number;
  seconds: number;
  deliveriesPerSecond: number;
  /** How often the run said how far it was. */
  progressTold: number;
  /** Of the worker process, above what it held before. */
  memoryMb: number;
  /** To be 0: the ledger is sound. */
  findings: number;
};

/** How long the verification of a ledger takes, by what it recomputes: real deliveries and copies of them over months, the
 *  older of which are closed. */
export async function verifyDeliveries(
  installation: Installation,
  options: { deliveries: number; log(line: string): void },
): Promise<Verifying> {
  const { worker, api } = installation;
  const { deliveries, log } = options;
  const settleSeconds = await fillDeliveries(installation, deliveries);
  log(`${deliveries} deliveries stand, and were settled in ${round(settleSeconds)} s`);
  const documents = await closeOldMonths(installation);
  log(`${documents} lines are documents of closed months`);
  const ask = async (path: string, method = "GET"): Promise<Run> => {
    const answer = await fetch(`http://127.0.0.1:${api.port}/api/v1/ledger/${path}`, {
      method,
      headers: { authorization: `Bearer ${benchApiToken}`, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as Run;
  };
  const idleMb = residentMb(worker.pid);
  let highestMb = idleMb;
  const startedAt = performance.now();
  const { id } = await ask("verifications", "POST");
  const told = new Set<string>();
  const phases = new Set<string>([""]);
  for (;;) {
    const run = await ask(`runs/${id}`);
    highestMb = Math.max(highestMb, residentMb(worker.pid));
    if (!phases.has(run.phase))
      log(`${round((performance.now() - startedAt) / 1_000)} s: ${run.phase} of ${run.total}`);
    phases.add(run.phase);
    told.add(`${run.phase} ${run.done}`);
    if (run.state !== "running") {
      if (run.state !== "done") throw new Error(`the verification ended ${run.state}: ${run.reason}`);
      const seconds = (performance.now() - startedAt) / 1_000;
      return {
        deliveries: run.checked.deliveries!,
        incidents: run.checked.keys!,
        documents,
        settleSeconds: round(settleSeconds),
        seconds: round(seconds),
        deliveriesPerSecond: round(run.checked.deliveries! / seconds),
        progressTold: told.size,
        memoryMb: round(highestMb - idleMb),
        findings: run.findingCount ?? -1,
      };
    }
    await sleep(250);
  }
}

type Run = {
  id: string;
  state: string;
  phase: string;
  done: number;
  total: number;
  reason: string | null;
  findingCount: number | null;
  checked: Record<string, number>;
};

/** Closes the months that were over a quarter of a year ago. Returns how many documents there are then. */
async function closeOldMonths({ databaseUrl, query }: Installation): Promise<number> {
  const db = openDatabase({ url: databaseUrl, applicationName: "bench", poolSize: 2, statementTimeoutMs: 60_000 });
  try {
    const months = await query<{ period: string }>(`select distinct period from ledger_segments
      where period < to_char(now() - interval '3 months', 'YYYY-MM') order by 1`);
    for (const { period } of months) {
      const closed = await closeMonth(
        { db, now: Date.now, publicUrl: null },
        { period, by: "finance@example.test", explanations: {} },
      );
      if (closed.outcome !== "closed") throw new Error(closed.reason);
    }
    const [row] = await query<{ n: number }>("select count(*)::int as n from ledger_postings");
    return row!.n;
  } finally {
    await db.close();
  }
}
