import { cpus } from "node:os";
import { startInstallation } from "../shared/start-installation.ts";
import { type Exporting, exportLines } from "./export-lines.ts";
import { services } from "./fill-deliveries.ts";
import { type Following, followEvents } from "./follow-event.ts";
import { type Verifying, verifyDeliveries } from "./verify-deliveries.ts";

export type LedgerReport = {
  export: Exporting;
  /** From the mark of an event to its lines: the ratio is to be 5 at most. */
  following: Following;
  verifying: Verifying;
  machine: { cpus: number; node: string };
};

export async function runLedgerBench(options: {
  entries: number;
  deliveries: number;
  rounds: number;
  log(line: string): void;
}): Promise<LedgerReport> {
  const installation = await startInstallation(["bench"], ledgerConfig);
  try {
    const following = await followEvents(installation);
    options.log(`an event is followed: ${JSON.stringify(following)}`);
    const verifying = await verifyDeliveries(installation, options);
    options.log(`the ledger is verified: ${JSON.stringify(verifying)}`);
    const report = await exportLines(installation, options);
    return { export: report, following, verifying, machine: { cpus: cpus().length, node: process.version } };
  } finally {
    await installation.stop();
  }
}

function ledgerConfig(): Record<string, unknown> {
  const component = (key: string, service?: number) => ({
    key,
    name: `Component ${key}`,
    team: "payments",
    tier: 1,
    cost: { perMinute: "120.00", currency: "EUR", from: "2020-01-01" },
    sla: { target: "99.95" },
    ...(service !== undefined && { monitors: [{ source: "bench", match: `Service ${service}` }] }),
  });
  const keys = Array.from({ length: services }, (_, n) => `service-${n}`);
  return {
    teams: [{ key: "payments", name: "Payments" }],
    components: [...keys.map((key, n) => component(key, n)), component("small"), component("large")],
    customers: keys.slice(0, 20).map((key, n) => ({
      key: `customer-${n}`,
      name: `Customer ${n}`,
      contracts: [{ components: [key], target: "99.95", from: "2020-01-01" }],
    })),
  };
}

export function printLedger({ export: csv, following, verifying }: LedgerReport): void {
  console.log(`CSV of ${csv.entries} entries  ${csv.exportMs} ms, COPY of the same ${csv.copyMs} ms: ${csv.ratio}`);
  console.log(`memory above idle         ${csv.memoryMb} MB; missing ${csv.missing}`);
  console.log(
    `an event among 10,000     ${following.segments10000Ms} ms, among 100 ${following.segments100Ms} ms: ${following.ratio}`,
  );
  console.log(`settled                   ${verifying.incidents} incidents in ${verifying.settleSeconds} s`);
  console.log(
    `verified                  ${verifying.deliveries} deliveries in ${verifying.seconds} s: ${Math.round(verifying.deliveriesPerSecond)}/s, ${verifying.memoryMb} MB, ${verifying.findings} findings`,
  );
}
