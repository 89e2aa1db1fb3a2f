import { Text } from "@mantine/core";
import type { LedgerEntry } from "@signalbox/contract";
import type { Column } from "../../components/row-table.tsx";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { formatAmount } from "../../lib/format-money.ts";
import { duration } from "../../lib/format-time.ts";
import { LedgerTime } from "./ledger-time.tsx";

const statuses: Record<LedgerEntry["status"], { tone: Tone; label: string }> = {
  open: { tone: "progress", label: "running" },
  final: { tone: "settled", label: "final" },
  void: { tone: "quiet", label: "void" },
};

export function EntryStatus({ entry }: { entry: LedgerEntry }) {
  const { tone, label } = statuses[entry.status];
  return <StateBadge state={entry.status} tone={tone} label={label} />;
}

/** What an entry costs; says so where no rate held, and nothing to whoever sees no money. */
export function EntryCost({ entry, seesCost }: { entry: LedgerEntry; seesCost: boolean }) {
  if (entry.cost !== null) return <>{`${entry.currency} ${formatAmount(entry.cost)}`}</>;
  return seesCost && entry.impact !== "none" ? <StateBadge state="no rate" tone="wait" /> : <>–</>;
}

/** @param isNumbered some of the entries are documents */
export function entryColumns({
  seesCost,
  isNumbered,
}: {
  seesCost: boolean;
  isNumbered: boolean;
}): Column<LedgerEntry>[] {
  const no: Column<LedgerEntry> = { key: "no", head: "No.", wideOnly: true, cell: (row) => row.documentNo ?? "–" };
  return [
    ...(isNumbered ? [no] : []),
    { key: "status", head: "Status", cell: (row) => <EntryStatus entry={row} /> },
    {
      key: "component",
      head: "Component",
      cut: true,
      cell: (row) =>
        row.componentKey === "(unmapped)" ? (
          <StateBadge state="unmapped" tone="wait" />
        ) : (
          <span title={row.componentName}>{row.componentName}</span>
        ),
    },
    {
      key: "why",
      head: "Why",
      lead: true,
      cell: (row) => (
        <span className="foreign" title={row.title}>
          {row.entryType === "reversal" || row.entryType === "replacement" ? `${row.entryType}: ` : ""}
          {row.title}
        </span>
      ),
    },
    { key: "started", head: "Started", cell: (row) => <LedgerTime local={row.startedLocal} /> },
    {
      key: "ended",
      head: "Ended",
      wideOnly: true,
      cell: (row) =>
        row.endedLocal === null ? "still running" : <LedgerTime local={row.endedLocal} since={row.startedLocal} />,
    },
    {
      key: "net",
      head: "Net",
      numeric: true,
      cell: (row) => (
        <span title={`${row.netSeconds} s, weight ${row.weight}`}>
          {duration(row.netSeconds)}
          {row.weight === "1" ? null : (
            <Text span inherit c="dimmed">
              {" "}
              × {row.weight}
            </Text>
          )}
        </span>
      ),
    },
    {
      key: "excluded",
      head: "Excluded",
      numeric: true,
      wideOnly: true,
      cell: (row) => secondsOrDash(row.excludedSeconds),
    },
    {
      key: "overlap",
      head: "Overlap",
      numeric: true,
      wideOnly: true,
      cell: (row) => secondsOrDash(row.overlapSeconds),
    },
    ...(seesCost
      ? [
          {
            key: "cost",
            head: "Cost",
            numeric: true,
            cell: (row: LedgerEntry) => <EntryCost entry={row} seesCost />,
          },
        ]
      : []),
  ];
}

function secondsOrDash(seconds: string): string {
  return seconds === "0" ? "–" : duration(seconds);
}
