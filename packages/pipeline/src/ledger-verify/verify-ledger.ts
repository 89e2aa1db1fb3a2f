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
const keysPerRead = 200;

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
  let after: { receivedAt: EpochMs; id: string } | null = null;
  for (;;) {
    const page: { since: EpochMs; after: typeof after; limit: number } = { since, after, limit: deliveriesPerRead };
    const deliveries = await atOneMoment(deps, (tx): Promise<DeliveryToVerify[]> => loadDeliveriesToVerify(tx, page));
    if (deliveries.length === 0) return;
    for (const delivery of deliveries) {
      const source = routing.sources.get(delivery.sourceId);
      if (source !== undefined) verifyDelivery(delivery, source, findings);
    }
    const { receivedAt, id } = deliveries.at(-1)!;
    after = { receivedAt, id };
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
  let after: { sourceId: number; correlationKey: string } | null = null;
  for (;;) {
    const page: { since: EpochMs; after: typeof after; limit: number } = { since, after, limit: keysPerRead };
    const keys = await atOneMoment(deps, (tx): Promise<KeyToVerify[]> => loadKeysToVerify(tx, page));
    if (keys.length === 0) return;
    for (const key of keys) verifyKey(key, routing, since, findings);
    const { sourceId, correlationKey } = keys.at(-1)!;
    after = { sourceId, correlationKey };
    findings.report.checked.keys += keys.length;
    await onProgress(findings.report.checked.keys);
  }
}

// What is processed meanwhile changes events, statements and downtime together.
async function atOneMoment<T>(deps: VerifyDeps, load: (tx: Tx) => Promise<T>): Promise<T> {
  return deps.db.transaction(async (tx) => {
    await tx.setTransaction({ isolationLevel: "repeatable read", accessMode: "read only" });
    return load(tx);
  });
}
