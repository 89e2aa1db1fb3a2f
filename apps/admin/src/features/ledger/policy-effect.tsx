import { Text } from "@mantine/core";
import type { PolicyPreview } from "@signalbox/contract";
import { RowTable } from "../../components/row-table.tsx";
import { formatAmount } from "../../lib/format-money.ts";
import { duration } from "../../lib/format-time.ts";
import { sayMonth } from "./months.ts";

type Figures = PolicyPreview["before"];
const rowsMax = 20;

/** What another policy does to this month: the whole, and each component whose figures differ. */
export function PolicyEffect({ preview }: { preview: PolicyPreview }) {
  const { period, before, after, components } = preview;
  if (components.length === 0) {
    return (
      <Text size="sm">
        It changes no figure of {sayMonth(period)} so far: {sayFigures(before)}.
      </Text>
    );
  }
  return (
    <>
      <Text size="sm" fw={500}>
        {sayMonth(period)} so far: {sayFigures(before)} → {sayFigures(after)}
      </Text>
      <RowTable
        label="Components whose figures would change"
        inside
        rows={components.slice(0, rowsMax)}
        rowKey={(row) => row.key}
        columns={[
          { key: "component", head: "Component", cell: (row) => row.key },
          { key: "before", head: "Now", named: true, numeric: true, cell: (row) => sayFigures(row.before) },
          { key: "after", head: "Then", named: true, numeric: true, cell: (row) => sayFigures(row.after) },
        ]}
      />
      {components.length > rowsMax ? (
        <Text size="sm" c="dimmed">
          and {components.length - rowsMax} more components
        </Text>
      ) : null}
    </>
  );
}

function sayFigures({ entries, weightedSeconds, cost }: Figures): string {
  const money = cost.map(({ currency, amount }) => `${currency} ${formatAmount(amount)}`);
  return [duration(weightedSeconds), ...money, `${entries} ${entries === 1 ? "entry" : "entries"}`].join(", ");
}
