import type { Incident } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import type { Column } from "../../components/row-table.tsx";
import { SeverityMark, StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { duration } from "../../lib/format-time.ts";
import { useNow } from "../../lib/use-now.ts";

export const incidentColumns: Column<Incident>[] = [
  {
    key: "status",
    head: "Status",
    cell: (row) => (
      <>
        <StateBadge state={row.status} /> {row.origin === "drill" ? <StateBadge state="drill" tone="quiet" /> : null}
        {row.status === "resolved" ? null : <Quiet incident={row} />}
      </>
    ),
  },
  {
    key: "title",
    head: "Title",
    lead: true,
    cell: (row) => (
      <Link to="/incidents/$id" params={{ id: row.id }} search={true} className="plain foreign" title={row.title}>
        {row.title}
      </Link>
    ),
  },
  { key: "severity", head: "Severity", cell: (row) => <SeverityMark severity={row.severity} /> },
  {
    key: "component",
    head: "Component",
    cell: (row) =>
      row.component === null ? (
        <StateBadge state="unmapped" tone="wait" />
      ) : (
        `${row.componentName ?? row.component}${row.tier === null ? "" : ` · tier ${row.tier}`}`
      ),
  },
  { key: "opened", head: "Opened", cell: (row) => <Time at={row.openedAt} /> },
  { key: "lasted", head: "Lasted", numeric: true, wideOnly: true, cell: (row) => <Lasted incident={row} /> },
];

/** Why nobody is paged for it. */
function Quiet({ incident }: { incident: Incident }) {
  if (incident.maintenanceUntil !== null) return <StateBadge state="maintenance" tone="wait" label="in maintenance" />;
  if (incident.muted) return <StateBadge state="muted" tone="wait" />;
  return incident.mergedInto === null ? null : <StateBadge state="merged" tone="quiet" />;
}

export function Lasted({ incident }: { incident: Pick<Incident, "openedAt" | "resolvedAt"> }) {
  const now = useNow();
  const end = incident.resolvedAt === null ? now : Date.parse(incident.resolvedAt);
  return <>{duration(Math.max(0, end - Date.parse(incident.openedAt)) / 1000)}</>;
}
