import type { TimeMachineResult, TimeMachineRow, TimeMachineRun } from "@signalbox/contract";
import { addedByDraft, overBudget, type RuleBudget } from "@signalbox/core";
import type { Command } from "../command.ts";
import { everyPage } from "../every-page.ts";
import { followRun } from "../follow-run.ts";
import { printTable } from "../print-table.ts";

export const timeMachine: Command = {
  words: ["time-machine"],
  usage: "[--rows]",
  about: "play the draft of the rules over the last 90 days against what is live; fails where it exceeds its budget",
  values: 0,
  options: { rows: { type: "boolean" } },
  async run({ flag }, cli) {
    const { api } = cli.server();
    const { revision, body } = await api.getDraftRuleSet();
    const started = await api.startTimeMachine({ body: { revision } });
    const run = await followRun(cli, started, {
      ask: (id) => api.getTimeMachineRun({ params: { id } }),
      words: sayReached,
    });
    const exceeded =
      run.result === null ? [] : overBudget((body.budget ?? {}) as RuleBudget, addedByDraft(run.result.total));
    const rows = flag("rows")
      ? await everyPage((query) => api.listTimeMachineRows({ params: { id: run.id }, query }))
      : [];
    if (cli.json) cli.print(JSON.stringify({ ...run, exceeded, ...(flag("rows") ? { rows } : {}) }));
    else {
      cli.print(printRun(run));
      if (rows.length > 0) cli.print(printRows(rows));
      for (const { words, added, most } of exceeded) {
        cli.print(`Over the budget: ${added} more ${words}, where ${most} are allowed.`);
      }
    }
    return run.state === "done" && exceeded.length === 0 ? 0 : 1;
  },
};

function sayReached({ reachedAt, to, events }: TimeMachineRun): string {
  return reachedAt === null ? "" : `${events} events, as far as ${reachedAt.slice(0, 10)} of ${to.slice(0, 10)}`;
}

function printRun(run: TimeMachineRun): string {
  const { state, reason, endedBy, result } = run;
  if (state === "cancelled") return `${endedBy ?? "somebody"} cancelled it.`;
  if (result === null) return reason ?? "It ended without a result.";
  const { total, rules, differences, withoutAnswer, stillWaiting } = result;
  const of = `${run.events} events from ${run.from} to ${run.to}, the draft against v${run.liveNumber ?? "–"}`;
  const inTotal = linesOf(total);
  if (inTotal.length === 0) return `${of}: neither would have sent anything.`;
  const titles = ["LIVE", "DRAFT", "GAINED", "LOST", "CHANGED"];
  const byRule = rules.flatMap(({ rule, counts }) => linesOf(counts).map((line) => [rule, ...line]));
  const failed = rules.flatMap(({ rule, notEvaluable: { live, draft, problem } }) =>
    live + draft === 0
      ? []
      : [`${rule} could not be evaluated for ${draft} events by the draft, ${live} by what is live: ${problem}`],
  );
  return [
    of,
    printTable(["WHAT", ...titles], inTotal),
    "",
    printTable(["RULE", "WHAT", ...titles], byRule),
    "",
    ...failed,
    ...(withoutAnswer === 0 ? [] : [`For ${withoutAnswer} events that page, no on-call answer was stored then.`]),
    ...(stillWaiting === 0 ? [] : [`Of ${stillWaiting} incidents something still waits at the end.`]),
    differences === 0 ? "Nothing differs." : `${differences} differ; --rows lists them, ${run.id} in the app, too.`,
  ].join("\n");
}

function linesOf(counts: TimeMachineResult["total"]): (string | number)[][] {
  return Object.entries(counts).flatMap(([measure, found]) =>
    found === undefined ? [] : [[measure, found.live, found.draft, found.gained, found.lost, found.changed]],
  );
}

function printRows(rows: readonly TimeMachineRow[]): string {
  return printTable(
    ["AT", "OUTCOME", "WHAT", "LIVE", "DRAFT", "INCIDENT", "REASON"],
    rows.map((row) => [
      row.at,
      row.outcome,
      `${row.kind} → ${row.connection}`,
      row.liveRule,
      row.draftRule,
      row.incident,
      row.reason,
    ]),
  );
}
