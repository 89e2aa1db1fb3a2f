import type { PlannedCommand } from "@signalbox/connections";
import { checkArguments, fillArgv } from "@signalbox/core";
import type { HashedFile, RunbookBook } from "./runbook-book.ts";

/** A command with everything that decides what it does. Its parts are what a yes is bound to. */
export interface ResolvedCommand {
  runbook: string;
  argv: string[];
  cwd: string;
  user: string | null;
  env: Readonly<Record<string, string>>;
  passEnv: readonly string[];
  timeoutMs: number;
  outputBytesMax: number;
  files: HashedFile[];
  envSha256: string;
}

export type ResolveOutcome =
  | { outcome: "resolved"; command: ResolvedCommand }
  | { outcome: "not-possible"; reason: string };

/** What a planned command comes to by the allow-list. Never throws. */
export function resolveCommand(book: RunbookBook | null, planned: PlannedCommand): ResolveOutcome {
  const refused = (reason: string): ResolveOutcome => ({ outcome: "not-possible", reason });
  if (book === null) return refused("this worker has no file of runbooks: set SIGNALBOX_RUNBOOKS");
  if (book.problem !== null) return refused(`the file of runbooks can't be used: ${book.problem}`);
  const entry = book.runbooks.find(({ key }) => key === planned.runbook);
  if (entry === undefined) {
    const known = book.runbooks.map(({ key }) => key).join(", ");
    return refused(
      `there is no runbook "${planned.runbook}" in ${book.path}${known === "" ? "" : `: it has ${known}`}`,
    );
  }
  if (entry.problem !== null) return refused(`runbook "${entry.key}" can't be run: ${entry.problem}`);
  const checked = checkArguments(entry.parameters, planned.arguments);
  if (checked.outcome === "refused") return refused(checked.problems.map(({ message }) => message).join("; "));
  const filled = fillArgv(entry.argv, checked.values);
  if (filled.outcome === "refused") return refused(filled.reason);
  const { cwd, user, env, passEnv, timeoutMs, outputBytesMax, files, envSha256 } = entry;
  const limits = { timeoutMs, outputBytesMax };
  const command = { runbook: entry.key, argv: filled.argv, cwd, user, env, passEnv, ...limits, files, envSha256 };
  return { outcome: "resolved", command };
}
