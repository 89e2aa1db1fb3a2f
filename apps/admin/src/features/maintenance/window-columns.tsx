import type { MaintenanceWindow } from "@signalbox/contract";
import type { Column } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { minuteTime } from "../../lib/format-time.ts";

export const windowColumns: Column<MaintenanceWindow>[] = [
  {
    key: "reason",
    head: "What is done",
    wraps: true,
    cell: (row) => <b>{row.reason}</b>,
  },
  {
    key: "components",
    head: "Components",
    wraps: true,
    named: true,
    cell: (row) => row.components.map(({ name }) => name).join(", "),
  },
  { key: "from", head: "From", named: true, cell: (row) => minuteTime(row.from) },
  {
    key: "to",
    head: "To",
    named: true,
    cell: (row) =>
      row.endedAt === null ? (
        minuteTime(row.to)
      ) : (
        <>
          {minuteTime(row.endedAt)}, before its time by {row.endedBy}
        </>
      ),
  },
  { key: "announced", head: "Announced", named: true, wideOnly: true, cell: (row) => <Time at={row.announcedAt} /> },
  {
    key: "counts",
    head: "Ledger",
    named: true,
    cell: (row) =>
      row.counts ? (
        <StateBadge state="excluded" tone="settled" label="left out" />
      ) : (
        <StateBadge state="late" tone="wait" label="counted: announced too late" />
      ),
  },
  {
    key: "held",
    head: "Pages held back",
    numeric: true,
    named: true,
    cell: (row) => row.heldBack,
  },
];
