import type { EpochMs } from "@signalbox/core";
import {
  countToVerify,
  type Database,
  type DeliveryToVerify,
  type KeyToVerify,
  listComponentIdsOfLedger,
  loadDeliveriesToVerify,
  loadKeysToVerify,
  shareLedger,
  type Tx,
} from "@signalbox/database";
import { loadRetention } from "../retention/keep-retention.ts";
import { loadRouting } from "../routing/load-routing.ts";
import type { LedgerDeps } from "../settle-ledger/ledger-deps.ts";
import { settleComponent } from "../settle-ledger/settle-ledger.ts";
import { Findings, type VerifyReport } from "./finding.ts";
import { verifyComponent } from "./verify-component.ts";
import { verifyDelivery } from "./verify-delivery.ts";
import { verifyFiles } from "./verify-files.ts";
import { verifyKey } from "./verify-key.ts";

export interface VerifyDeps extends LedgerDeps {
  db: Pick<Database, "transaction" | "read">;
}

export interface Progress {
  phase: "deliveries" | "incidents" | "components" | "files";
  done: number;
  total: number;
}

// Shorter than any month, so that nothing is asked for that was dropped.
const monthMs = 28 * 86_400_000;
const deliveriesPerRead = 500;
const keysPerRead = 500;

/**
 * Recomputes the ledger from what was received: bodies give the events, events the statements about each key, these the
 * downtime, that the lines and documents, and documents the files with their chain of hashes. Names each difference; on a
 * sound ledger it has nothing to say.
 */
export async function verifyLedger(
  deps: VerifyDeps,
  onProgress: (progress: Progress) => Promise<void> = async () => {},
): Promise<VerifyReport> {
  const findings = new Findings();
  const { bodiesMonths, eventsMonths } = await loadRetention(deps.db.read);
  // What is older rests on the statements that were made of it, and on the chain of files.
  const since = { bodies: deps.now() - bodiesMonths * monthMs, events: deps.now() - eventsMonths * monthMs };
  const count = await countToVerify(deps.db.read, since);
  await verifyDeliveries(deps, since.bodies, findings, (done) =>
    onProgress({ phase: "deliveries", done, total: count.deliveries }),
  );
  await verifyKeys(deps, since.events, findings, (done) => onProgress({ phase: "incidents", done, total: count.keys }));
  const components = await listComponentIdsOfLedger(deps.db.read);
  for (const [index, componentId] of components.entries()) {
    await deps.db.transaction(async (tx) => {
      if (await shareLedger(tx)) await settleComponent(tx, deps, componentId);
      await verifyComponent(tx, componentId, findings);
    });
    findings.report.checked.components++;
    await onProgress({ phase: "components", done: index + 1, total: components.length });
  }
  await verifyFiles(deps.db.read, findings);
  await onProgress({ phase: "files", done: findings.report.checked.files, total: findings.report.checked.files });
  return findings.report;
}

async function verifyDeliveries(
  deps: VerifyDeps,
  since: EpochMs,
  findings: Findings,
  onProgress: (done: number) => Promise<void>,
): Promise<void> {
  const routing = await loadRouting(deps.db);
  const pages = readAhead((last: DeliveryToVerify | null) =>
    atOneMoment(deps, (tx) => loadDeliveriesToVerify(tx, { since, after: last, limit: deliveriesPerRead })),
  );
  for await (const deliveries of pages) {
    for (const delivery of deliveries) {
      const source = routing.sources.get(delivery.sourceId);
      if (source !== undefined) verifyDelivery(delivery, source, findings);
    }
    findings.report.checked.deliveries += deliveries.length;
    await onProgress(findings.report.checked.deliveries);
  }
}

async function verifyKeys(
  deps: VerifyDeps,
  since: EpochMs,
  findings: Findings,
  onProgress: (done: number) => Promise<void>,
): Promise<void> {
  const routing = await loadRouting(deps.db);
  const pages = readAhead((last: KeyToVerify | null) =>
    atOneMoment(deps, (tx) => loadKeysToVerify(tx, { since, after: last, limit: keysPerRead })),
  );
  for await (const keys of pages) {
    for (const key of keys) verifyKey(key, routing, since, findings);
    findings.report.checked.keys += keys.length;
    await onProgress(findings.report.checked.keys);
  }
}

/** Pages, each after the last of the one before: Postgres makes the next ready while one is looked at. */
async function* readAhead<Row>(load: (last: Row | null) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let next = load(null);
  for (;;) {
    const rows = await next;
    if (rows.length === 0) return;
    next = load(rows.at(-1)!);
    // Whoever stops here does not hear of it.
    next.catch(() => undefined);
    yield rows;
  }
}

// What is processed meanwhile changes events, statements and downtime together.
async function atOneMoment<T>(deps: VerifyDeps, load: (tx: Tx) => Promise<T>): Promise<T> {
  return deps.db.transaction(async (tx) => {
    await tx.setTransaction({ isolationLevel: "repeatable read", accessMode: "read only" });
    return load(tx);
  });
}
