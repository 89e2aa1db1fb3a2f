import { Button, Group, Text } from "@mantine/core";
import type { LedgerEntry, LedgerTotals } from "@signalbox/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useMatch, useNavigate } from "@tanstack/react-router";
import { FilterBar, FilterDate, FilterSelect } from "../../components/filter-bar.tsx";
import { ListWithDetail } from "../../components/list-with-detail.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { formatAmount } from "../../lib/format-money.ts";
import { duration } from "../../lib/format-time.ts";
import { useMay } from "../session/use-may.ts";
import { BlindNote } from "./blind-note.tsx";
import { entryColumns } from "./entry-columns.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { lastMonths, sayDate } from "./months.ts";
import { ledgerQueries } from "./queries.ts";
import type { LedgerSearch } from "./search-params.ts";

const route = getRouteApi("/frame/ledger");
const noFilter: LedgerSearch = {
  period: undefined,
  knownOn: undefined,
  component: undefined,
  team: undefined,
  source: undefined,
  customer: undefined,
  status: undefined,
};

/** What did it cost, and can I prove it? */
export function LedgerPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const detail = useMatch({ from: "/frame/ledger/$id", shouldThrow: false });
  const shown = useMonthBeside(detail?.params.id, search);
  const entries = useInfiniteQuery({ ...ledgerQueries.entries(shown.search), enabled: shown.isKnown });
  const mayExport = useMay("exportLedger");
  const seesCost = useMay("listAdjustments");
  const first = entries.data?.pages[0];
  const period = shown.search.period ?? first?.totals.period ?? undefined;
  const filter = (change: LedgerSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <ListWithDetail
      open={detail !== undefined}
      onClose={() => void navigate({ to: "/ledger", search: true })}
      list={
        <>
          <PageHeader
            title="Ledger"
            note={first ? <PeriodNote totals={first.totals} knownOn={search.knownOn} /> : null}
          >
            {period === undefined ? null : (
              <MonthLink period={period} status={first?.totals.periodStatus} knownOn={search.knownOn} />
            )}
            <Button renderRoot={(props) => <Link to="/ledger/corrections" {...props} />}>Corrections</Button>
            <Button renderRoot={(props) => <Link to="/ledger/policy" {...props} />}>Policy</Button>
            {mayExport ? <ExportMenu search={shown.search} /> : null}
          </PageHeader>
          {first ? <Totals totals={first.totals} seesCost={seesCost} /> : null}
          {first?.totals.period ? <BlindNote period={first.totals.period} /> : null}
          <FilterBar values={search} onClear={() => filter(noFilter)}>
            <FilterSelect
              label="Month"
              required
              value={period}
              options={lastMonths(12, period, new Date())}
              onChange={(chosen) => filter({ period: chosen })}
            />
            <NamedFilters search={search} onChange={filter} />
            <FilterSelect
              label="Status"
              value={search.status}
              options={[{ value: "open", label: "running" }, "final", "void"]}
              onChange={(status) => filter({ status: status as LedgerSearch["status"] })}
            />
            <FilterDate
              label="As known on"
              max={new Date().toISOString().slice(0, 10)}
              value={search.knownOn}
              onChange={(knownOn) => filter({ knownOn })}
            />
          </FilterBar>
          <QueryStates query={entries}>
            {(data) => {
              const rows = data.pages.flatMap((page) => page.items);
              if (rows.length === 0) return <NoEntries filtered={isFiltered(search)} knownOn={search.knownOn} />;
              return (
                <RowTable
                  label="Ledger entries"
                  rows={rows}
                  columns={entryColumns({ seesCost, isNumbered: rows.some(({ documentNo }) => documentNo !== null) })}
                  rowKey={(row) => row.id}
                  selected={detail?.params.id}
                  onOpen={(row) => void navigate(pageOf(row))}
                  more={
                    entries.hasNextPage
                      ? { onMore: () => void entries.fetchNextPage(), loading: entries.isFetchingNextPage }
                      : undefined
                  }
                />
              );
            }}
          </QueryStates>
        </>
      }
    />
  );
}

/** Without a month in the address an entry stands beside those of its own month. */
function useMonthBeside(id: string | undefined, search: LedgerSearch): { search: LedgerSearch; isKnown: boolean } {
  const asks = id !== undefined && search.period === undefined;
  const entry = useQuery({ ...ledgerQueries.entry(id ?? ""), enabled: asks });
  if (!asks) return { search, isKnown: true };
  const period = entry.data?.postedPeriod ?? entry.data?.period;
  return { search: { ...search, period }, isKnown: !entry.isPending };
}

// A line as it was known earlier stands nowhere.
function pageOf({ id, incidentId }: LedgerEntry) {
  return id.startsWith("known.")
    ? ({ to: "/incidents/$id", params: { id: incidentId } } as const)
    : ({ to: "/ledger/$id", params: { id }, search: true } as const);
}

function isFiltered({ period: _period, knownOn: _knownOn, ...others }: LedgerSearch): boolean {
  return Object.values(others).some((value) => value !== undefined);
}

function NoEntries({ filtered, knownOn }: { filtered: boolean; knownOn: string | undefined }) {
  if (knownOn !== undefined && !filtered) {
    return (
      <Empty title="Nothing was known then">
        By the end of {sayDate(knownOn)} no downtime of this month was known.
      </Empty>
    );
  }
  return filtered ? (
    <Empty title="Nothing matches">No entry of this month has all that was chosen. Clear what was chosen.</Empty>
  ) : (
    <Empty title="No downtime in this month">An incident on a component writes its minutes and their cost here.</Empty>
  );
}

function NamedFilters({ search, onChange }: { search: LedgerSearch; onChange: (change: LedgerSearch) => void }) {
  const components = useQuery(ledgerQueries.components()).data?.items ?? [];
  const teams = useQuery(ledgerQueries.teams()).data?.items ?? [];
  const named = (items: readonly { key: string; name: string }[]) =>
    items.map(({ key, name }) => ({ value: key, label: name }));
  return (
    <>
      <FilterSelect
        label="Component"
        value={search.component}
        options={named(components)}
        onChange={(component) => onChange({ component })}
      />
      <FilterSelect label="Team" value={search.team} options={named(teams)} onChange={(team) => onChange({ team })} />
    </>
  );
}

function MonthLink(props: {
  period: string;
  status: LedgerTotals["periodStatus"] | undefined;
  knownOn: string | undefined;
}) {
  const { period, status, knownOn } = props;
  const mayClose = useMay("closeLedgerPeriod");
  const words = status !== "closed" && mayClose ? "Charts, close month…" : "Charts";
  return (
    <Button
      renderRoot={(root) => <Link to="/ledger/months/$period" params={{ period }} search={{ knownOn }} {...root} />}
    >
      {words}
    </Button>
  );
}

function PeriodNote({ totals, knownOn }: { totals: LedgerTotals; knownOn: string | undefined }) {
  return (
    <Group gap="sm">
      <StateBadge
        state={totals.periodStatus}
        tone={totals.periodStatus === "open" ? "progress" : "settled"}
        label={totals.periodStatus === "open" ? "open, provisional" : "closed"}
      />
      {knownOn === undefined ? null : (
        <StateBadge state="known" tone="wait" label={`as known on ${sayDate(knownOn)}, not as it is now`} />
      )}
      <span>times in {totals.timeZone}</span>
    </Group>
  );
}

function Totals({ totals, seesCost }: { totals: LedgerTotals; seesCost: boolean }) {
  const cost = totals.cost.map(({ currency, amount }) => `${currency} ${formatAmount(amount)}`).join(" + ");
  return (
    <Group px="md" pb="xs" gap="0 1.25rem">
      <Total name="weighted downtime" value={duration(totals.weightedSeconds)} />
      {seesCost ? <Total name="cost" value={cost === "" ? "–" : cost} /> : null}
      <Total name={totals.entries === 1 ? "entry" : "entries"} value={String(totals.entries)} />
      {totals.running > 0 ? <Total name="still running" value={String(totals.running)} /> : null}
    </Group>
  );
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <Text size="sm" c="dimmed">
      <Text span inherit fw={600} c="var(--mantine-color-text)" style={{ fontVariantNumeric: "tabular-nums" }}>
        {value}
      </Text>{" "}
      {name}
    </Text>
  );
}
