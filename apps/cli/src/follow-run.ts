import { setTimeout as sleep } from "node:timers/promises";
import type { LedgerRun } from "@signalbox/contract";
import type { Cli } from "./command.ts";

const askEveryMs = 500;

/** Waits until a run has ended, telling how far it is. */
export async function followRun(
  cli: Pick<Cli, "note">,
  started: LedgerRun,
  ask: (id: string) => Promise<LedgerRun>,
): Promise<LedgerRun> {
  let run = started;
  let told = "";
  while (run.state === "running") {
    await sleep(askEveryMs);
    run = await ask(run.id);
    const words = `${run.phase} ${run.done} of ${run.total}`;
    if (run.state === "running" && run.phase !== "" && words !== told) cli.note(words);
    told = words;
  }
  return run;
}
