import { setTimeout as sleep } from "node:timers/promises";
import type { Cli } from "./command.ts";

const askEveryMs = 500;

/** Waits until a run has ended, telling how far it is. @param words how far it is; empty: nothing to tell yet */
export async function followRun<Run extends { id: string; state: string }>(
  cli: Pick<Cli, "note">,
  started: Run,
  { ask, words }: { ask(id: string): Promise<Run>; words(run: Run): string },
): Promise<Run> {
  let run = started;
  let told = "";
  while (run.state === "running") {
    await sleep(askEveryMs);
    run = await ask(run.id);
    const said = words(run);
    if (run.state === "running" && said !== "" && said !== told) cli.note(said);
    told = said;
  }
  return run;
}
