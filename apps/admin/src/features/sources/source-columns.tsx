import type { Source } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import type { Column } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { TestDue } from "./test-due.tsx";

export const sourceColumns: Column<Source>[] = [
  {
    key: "name",
    head: "Source",
    lead: true,
    cell: (row) => (
      <Link to="/sources/$key" params={{ key: row.key }} className="plain">
        {row.name}
      </Link>
    ),
  },
  { key: "sender", head: "Tool", cell: (row) => row.senderName },
  {
    key: "proof",
    head: "Proof",
    cell: (row) => (
      <StateBadge state="proof" tone={row.signed ? "settled" : "wait"} label={row.signed ? "signed" : "unsigned"} />
    ),
  },
  { key: "last", head: "Last delivery", named: true, cell: (row) => <Time at={row.lastDeliveryAt} /> },
  {
    key: "due",
    head: "Proof due",
    named: true,
    cell: (row) => (row.retiredAt === null ? <TestDue test={row.test} /> : "–"),
  },
  { key: "count", head: "Last 24 h", numeric: true, named: true, cell: (row) => row.deliveries24h },
];
