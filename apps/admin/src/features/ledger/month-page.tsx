import { Button, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { apiUrl, type LedgerMonthDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { FilterDate } from "../../components/filter-bar.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Stamp } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";
import { type Check, checkWords } from "./check-words.ts";
import { CloseMonth } from "./close-month.tsx";
import { MonthCharts } from "./month-charts.tsx";
import { sayMonth } from "./months.ts";
import { ledgerQueries } from "./queries.ts";
import { ReopenMonth } from "./reopen-month.tsx";

const route = getRouteApi("/frame/ledger/months/$period");

/** Where did the month's downtime come from, can it be closed, and what was reported of it? */
export function MonthPage() {
  const { period } = route.useParams();
  const { knownOn, show } = route.useSearch();
  const navigate = useNavigate();
  const month = useQuery(ledgerQueries.month(period));
  return (
    <QueryStates query={month}>
      {(found) => (
        <>
          <PageHeader title={sayMonth(period)} note={<MonthNote month={found} />}>
            <FilterDate
              label="As known on"
              max={new Date().toISOString().slice(0, 10)}
              value={knownOn}
              onChange={(day) => void navigate({ to: ".", search: { show, knownOn: day }, replace: true })}
            />
            <Button renderRoot={(props) => <Link to="/ledger" search={{ period, knownOn }} {...props} />}>
              Its entries
            </Button>
            {found.status === "closed" ? <Reopen month={found} /> : null}
          </PageHeader>
          <Stack gap="lg" px="md" pb="lg">
            <MonthCharts period={period} />
            {found.status === "open" ? <CloseMonth month={found} /> : <Closed month={found} />}
            <Files month={found} />
          </Stack>
        </>
      )}
    </QueryStates>
  );
}

function MonthNote({ month }: { month: LedgerMonthDetail }) {
  if (month.status === "closed") return <StateBadge state="closed" tone="settled" label="closed" />;
  const label = month.timesClosed === 0 ? "open, provisional" : "opened again";
  return <StateBadge state="open" tone="progress" label={label} />;
}

function Closed({ month }: { month: LedgerMonthDetail }) {
  const explained = Object.entries(month.explanations);
  return (
    <div>
      <Text size="sm">
        Closed by {month.closedBy} {month.closedAt === null ? null : <Stamp at={month.closedAt} />}. What is learnt
        about it from now on stands as correction lines in the month that is open then.
      </Text>
      {explained.map(([kind, why]) => (
        <Text key={kind} size="sm" c="dimmed">
          {checkWords[kind as Check["kind"]]?.explained ?? kind}: {why}
        </Text>
      ))}
    </div>
  );
}

function Reopen({ month }: { month: LedgerMonthDetail }) {
  const may = useMay("reopenLedgerPeriod");
  const [asking, ask] = useDisclosure(false);
  if (!may) return null;
  return (
    <>
      <Button onClick={ask.open}>{month.reopenAskedBy === null ? "Open again…" : "Open again: second yes…"}</Button>
      {asking ? <ReopenMonth month={month} onClose={ask.close} /> : null}
    </>
  );
}

function Files({ month }: { month: LedgerMonthDetail }) {
  const mayLoad = useMay("downloadLedgerSnapshot");
  if (month.snapshots.length === 0) return null;
  return (
    <Stack gap={4} component="section">
      <Title order={2}>Files as they were reported</Title>
      <Text size="sm" c="dimmed">
        The same bytes for ever. Each chain value is the SHA-256 of the chain value before it and of the file&apos;s
        own.
      </Text>
      <RowTable
        label="Files of this month"
        rows={month.snapshots}
        rowKey={(row) => String(row.id)}
        columns={[
          {
            key: "file",
            head: "File",
            cell: (row) =>
              mayLoad ? (
                <a href={apiUrl("downloadLedgerSnapshot", { params: { id: row.id } })} download>
                  {row.format === "csv" ? "CSV" : "JSON Lines"}
                </a>
              ) : (
                row.format
              ),
          },
          { key: "closing", head: "Closing", numeric: true, named: true, cell: (row) => row.closing },
          { key: "rows", head: "Entries", numeric: true, named: true, cell: (row) => row.rows },
          { key: "bytes", head: "Bytes", numeric: true, wideOnly: true, cell: (row) => row.bytes },
          { key: "sha", head: "SHA-256", wraps: true, named: true, cell: (row) => <Hash value={row.sha256} /> },
          { key: "chain", head: "Chain", wideOnly: true, wraps: true, cell: (row) => <Hash value={row.chainSha256} /> },
          { key: "at", head: "Made", cell: (row) => <Stamp at={row.madeAt} /> },
        ]}
      />
    </Stack>
  );
}

function Hash({ value }: { value: string }) {
  return (
    <span className="mono" style={{ overflowWrap: "anywhere" }}>
      {value}
    </span>
  );
}
