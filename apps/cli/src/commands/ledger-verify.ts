import type { LedgerRun } from "@signalbox/contract";
import type { Cli, Command } from "../command.ts";
import { followRun } from "../follow-run.ts";

export const ledgerVerify: Command = {
  words: ["ledger", "verify"],
  usage: "",
  about: "recompute the ledger from what was received, and name each difference",
  values: 0,
  options: {},
  async run(_, cli) {
    const { api } = cli.server();
    const started = await api.startLedgerVerification({ body: {} });
    const run = await followRun(cli, started, { ask: (id) => api.getLedgerRun({ params: { id } }), words: sayPhase });
    if (cli.json) cli.print(JSON.stringify(run));
    else printFindings(cli, run);
    return run.state === "done" && run.findingCount === 0 ? 0 : 1;
  },
};

const whatIsChecked = ["deliveries", "keys", "components", "files"];

/** How far a run of the ledger is. */
export function sayPhase({ phase, done, total }: LedgerRun): string {
  return phase === "" ? "" : `${phase} ${done} of ${total}`;
}

/** What a run says in the end, one line each. */
export function printFindings(cli: Cli, run: LedgerRun): void {
  if (run.reason !== null) cli.print(run.reason);
  for (const { kind, subject, message } of run.findings) cli.print(`${kind}  ${subject}: ${message}`);
  const listed = run.findings.length;
  if (run.findingCount !== null && run.findingCount > listed) cli.print(`and ${run.findingCount - listed} more`);
  if (run.readAnewCount) {
    cli.print(`The code of today reads ${run.readAnewCount} events differently than that of then; nothing is wrong:`);
    for (const { subject, message } of run.readAnew) cli.print(`  ${subject}: ${message}`);
  }
  if (run.kind === "verify" && run.state === "done" && run.findingCount === 0) {
    const told = whatIsChecked.map((name) => `${run.checked[name] ?? 0} ${name}`);
    cli.print(`The ledger agrees with what it rests on: ${told.join(", ")}.`);
  }
}
