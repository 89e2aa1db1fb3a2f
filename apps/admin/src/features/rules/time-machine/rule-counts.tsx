import { Text } from "@mantine/core";
import type { TimeMachineMeasure, TimeMachineResult } from "@signalbox/contract";
import { type Column, RowTable } from "../../../components/row-table.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { countsOf, sayDifference } from "./measures.ts";

type RuleCount = TimeMachineResult["rules"][number];

/** One line a rule: what it sends by the live rules and by the draft, and where it could not be evaluated. */
export function RuleCounts({ result, measure }: { result: TimeMachineResult; measure: TimeMachineMeasure }) {
  const rules = result.rules.filter(
    ({ counts, notEvaluable }) => counts[measure] !== undefined || notEvaluable.live + notEvaluable.draft > 0,
  );
  if (rules.length === 0) return <Text size="sm">No rule sends any.</Text>;
  return <RowTable inside label="By rule" rows={rules} columns={columnsOf(measure)} rowKey={({ rule }) => rule} />;
}

function columnsOf(measure: TimeMachineMeasure): Column<RuleCount>[] {
  return [
    { key: "rule", head: "Rule", cell: ({ rule }) => <b className="foreign">{rule}</b> },
    { key: "live", head: "Live", numeric: true, named: true, cell: ({ counts }) => countsOf(counts, measure).live },
    { key: "draft", head: "Draft", numeric: true, named: true, cell: ({ counts }) => countsOf(counts, measure).draft },
    {
      key: "difference",
      head: "Difference",
      numeric: true,
      cell: ({ counts }) => sayDifference(countsOf(counts, measure)),
    },
    { key: "failed", head: "", wraps: true, cell: ({ notEvaluable }) => <NotEvaluable counts={notEvaluable} /> },
  ];
}

function NotEvaluable({ counts }: { counts: RuleCount["notEvaluable"] }) {
  const { live, draft, problem } = counts;
  if (live + draft === 0) return null;
  const words = [live > 0 ? `${live} times live` : null, draft > 0 ? `${draft} times in the draft` : null];
  return (
    <>
      <StateBadge state="failed" label={`could not be evaluated ${words.filter((part) => part !== null).join(", ")}`} />{" "}
      <Text span size="sm" c="dimmed" className="foreign">
        {problem}
      </Text>
    </>
  );
}
