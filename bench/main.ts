import { parseArgs } from "node:util";
import { printIngest, runIngestBench } from "./ingest/run-ingest-bench.ts";
import { printLatency, runLatencyBench } from "./latency/run-latency-bench.ts";
import { printLedger, runLedgerBench } from "./ledger/run-ledger-bench.ts";
import { printRules, runRulesBench } from "./rules/run-rules-bench.ts";
import { printStorm, runStormBench } from "./storm/run-storm-bench.ts";
import { printTimeMachine, runTimeMachineBench } from "./time-machine/run-time-machine-bench.ts";

const usage = `usage: npm run -s bench -- [--json] [--only ingest|latency|storm|rules|time-machine|ledger] [--rounds 3] [--seconds 5] [--deliveries 100000] [--entries 1000000]`;
const names = ["ingest", "latency", "storm", "rules", "time-machine", "ledger"] as const;
type Name = (typeof names)[number];

/** Runs one after the other, so that none disturbs another. Exit code 1: something was lost, refused or not done. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      only: { type: "string" },
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "5" },
      deliveries: { type: "string", default: "100000" },
      entries: { type: "string", default: "1000000" },
    },
  });
  const rounds = Number(values.rounds);
  const seconds = Number(values.seconds);
  const deliveries = Number(values.deliveries);
  const entries = Number(values.entries);
  const chosen = names.filter((name) => values.only === undefined || values.only === name);
  const areBounded =
    rounds >= 1 && rounds <= 20 && seconds >= 1 && seconds <= 60 && deliveries >= 1_000 && entries >= 1_000;
  if (chosen.length === 0 || !areBounded || deliveries > 1_000_000 || entries > 10_000_000) {
    console.error(usage);
    return 2;
  }
  const log = (line: string): void => console.error(line);
  const reports: Partial<Record<Name, object>> = {};
  let areAllFine = true;
  for (const name of chosen) {
    if (name === "ingest") {
      const report = await runIngestBench({ rounds, seconds, log });
      areAllFine &&= report.lost === 0 && report.refused === 0;
      reports.ingest = report;
      if (!values.json) printIngest(report);
    } else if (name === "latency") {
      const report = await runLatencyBench({ rounds: Math.max(rounds, 5), seconds, log });
      areAllFine &&= report.missing === 0;
      reports.latency = report;
      if (!values.json) printLatency(report);
    } else if (name === "rules") {
      const report = runRulesBench({ rounds: Math.max(rounds, 3), log });
      reports.rules = report;
      if (!values.json) printRules(report);
    } else if (name === "time-machine") {
      const report = await runTimeMachineBench({ rounds, events: deliveries, log });
      areAllFine &&= report.events === deliveries;
      reports["time-machine"] = report;
      if (!values.json) printTimeMachine(report);
    } else if (name === "ledger") {
      const report = await runLedgerBench({ entries, deliveries, rounds, log });
      areAllFine &&= report.export.missing === 0 && report.verifying.findings === 0;
      reports.ledger = report;
      if (!values.json) printLedger(report);
    } else {
      const incidents = Math.ceil(deliveries / 100);
      const report = await runStormBench({ deliveries, incidents, patienceMs: 15 * 60_000, log });
      areAllFine &&= report.lost === 0 && report.refused === 0 && report.unprocessed === 0;
      reports.storm = report;
      if (!values.json) printStorm(report);
    }
  }
  if (values.json) console.log(JSON.stringify(chosen.length === 1 ? reports[chosen[0]!] : reports, null, 2));
  return areAllFine ? 0 : 1;
}

process.exit(await main());
