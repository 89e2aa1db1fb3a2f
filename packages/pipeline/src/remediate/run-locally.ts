import { appendRunOutput, notifyLive } from "@signalbox/database";
import type { CallResult } from "../outbound/call-outside.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { OutputSink } from "../runbook/output-sink.ts";
import type { ResolvedCommand } from "../runbook/resolve-command.ts";
import { runCommand } from "../runbook/run-command.ts";

/** Runs a command and keeps what it prints while it runs, so that people can read along. What can't be kept is lost and
 *  logged: the command goes on. */
export async function runLocally(
  deps: PerformDeps,
  command: ResolvedCommand,
  runId: string | null,
): Promise<CallResult> {
  const surroundings = deps.runbooks?.surroundings ?? {};
  const output = new OutputSink({
    bytesMax: command.outputBytesMax,
    secrets: command.passEnv.map((name) => surroundings[name] ?? ""),
    async write(pieces) {
      if (runId === null) return;
      try {
        await deps.db.transaction(async (tx) => {
          await appendRunOutput(tx, runId, pieces, deps.now());
          await notifyLive(tx, "run", runId);
        });
      } catch (error) {
        deps.log.warn({ stage: "perform", runId, err: error }, "output of a command could not be kept");
      }
    },
  });
  const limits = { output, surroundings, ...(deps.signal ? { signal: deps.signal } : {}) };
  await deps.failpoint("run.beforeCommand");
  const result = await runCommand(command, limits);
  await deps.failpoint("run.afterCommand");
  await output.end();
  return result;
}
