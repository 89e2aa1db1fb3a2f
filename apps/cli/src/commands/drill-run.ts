import type { DrillRun } from "@signalbox/contract";
import type { Command } from "../command.ts";
import { followRun } from "../follow-run.ts";
import { plainText, printTable } from "../print-table.ts";

export const drillRun: Command = {
  words: ["drill", "run"],
  usage: "DRILL",
  about: "run a drill and wait for its end; fails where a step is missed",
  values: 1,
  options: {},
  async run(input, cli) {
    const [key = ""] = input.values;
    const { api } = cli.server();
    const started = await api.runDrill({ params: { key } });
    const run = await followRun(cli, started, {
      ask: (id) => api.getDrillRun({ params: { id } }),
      words: sayReached,
    });
    cli.print(cli.json ? JSON.stringify(run) : printRun(run));
    return run.state === "passed" ? 0 : 1;
  },
};

function sayReached({ steps, disturbance }: DrillRun): string {
  const shown = disturbance?.proofs.findLast(({ outcome }) => outcome === "shown");
  if (shown !== undefined) return `${shown.says}${shown.figure === "" ? "" : `: ${shown.figure}`}`;
  const last = steps.findLast(({ outcome }) => outcome !== "waiting");
  return last === undefined ? "" : `${last.says}${sayAfter(last.afterMs)}`;
}

function sayAfter(afterMs: number | null): string {
  return afterMs === null ? "" : ` after ${(afterMs / 1_000).toFixed(1)} s`;
}

function printRun({ drill, state, missed, stoppedBy, steps, disturbance }: DrillRun): string {
  const rows = steps.map(({ says, outcome, at, afterMs, limitMs }) => [
    says,
    outcome,
    at,
    afterMs === null ? "" : `${(afterMs / 1_000).toFixed(1)} s`,
    limitMs === null ? "" : `${limitMs / 1_000} s`,
  ]);
  const ends: Record<DrillRun["state"], string> = {
    running: `${drill} is still running.`,
    passed: `${drill} passed.`,
    missed: `${drill} missed: ${plainText(missed ?? "")}.`,
    stopped: `${drill} was stopped by ${plainText(stoppedBy ?? "somebody")}.`,
  };
  const table =
    disturbance === null
      ? printTable(["STEP", "OUTCOME", "AT", "AFTER", "LIMIT"], rows)
      : printTable(
          ["PROOF", "OUTCOME", "AT", "FIGURE"],
          disturbance.proofs.map(({ says, outcome, at, figure }) => [plainText(says), outcome, at, plainText(figure)]),
        );
  return `${table}\n\n${ends[state]}`;
}
