import { Button, Text } from "@mantine/core";
import type { SlaContract, SlaReport } from "@signalbox/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { FilterBar, FilterSelect } from "../../components/filter-bar.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { lastMonths } from "../ledger/months.ts";
import { useMay } from "../session/use-may.ts";
import { slaQueries } from "./queries.ts";
import { sayAvailability, sayCredit, sayLeft, standing, sumMoney } from "./sla-words.ts";

const route = getRouteApi("/frame/sla");

interface Row {
  report: SlaReport;
  contract: SlaContract;
  key: string;
}

/** Is each promise kept, and what is due where it is not? */
export function SlaPage() {
  const { period } = route.useSearch();
  const navigate = useNavigate();
  const reports = useInfiniteQuery(slaQueries.reports(period));
  const mayMake = useMay("saveCustomer");
  const shown = reports.data?.pages[0]?.items[0]?.period ?? period;
  return (
    <>
      <PageHeader title="SLA" note="what was promised to customers, and what it comes to if it stays quiet">
        <Button renderRoot={(props) => <Link to="/customers" {...props} />}>Customers</Button>
        {mayMake ? (
          <Button variant="filled" renderRoot={(props) => <Link to="/customers/new" {...props} />}>
            New customer…
          </Button>
        ) : null}
      </PageHeader>
      <FilterBar
        values={{ period }}
        onClear={() => void navigate({ to: ".", search: { period: undefined }, replace: true })}
      >
        <FilterSelect
          label="Month"
          required
          value={shown}
          options={lastMonths(12, shown, new Date())}
          onChange={(chosen) => void navigate({ to: ".", search: { period: chosen }, replace: true })}
        />
      </FilterBar>
      <QueryStates query={reports}>
        {(data) => {
          const all = data.pages.flatMap((page) => page.items);
          const rows = all.flatMap(rowsOf);
          if (rows.length === 0) return <NoContracts customers={all.length} />;
          return (
            <>
              <CreditsDue rows={rows} isWhole={!reports.hasNextPage} />
              <RowTable
                label="Contracts"
                rows={rows}
                rowKey={(row) => row.key}
                onOpen={({ report }) =>
                  void navigate({
                    to: "/sla/$key",
                    params: { key: report.customer.key },
                    search: { period: report.period },
                  })
                }
                more={
                  reports.hasNextPage
                    ? { onMore: () => void reports.fetchNextPage(), loading: reports.isFetchingNextPage }
                    : undefined
                }
                columns={columns}
              />
            </>
          );
        }}
      </QueryStates>
    </>
  );
}

const columns = [
  { key: "customer", head: "Customer", wraps: true, cell: ({ report }: Row) => <b>{report.customer.name}</b> },
  {
    key: "service",
    head: "Service",
    wraps: true,
    cell: ({ contract }: Row) => contract.components.map(({ name }) => name).join(", "),
  },
  {
    key: "standing",
    head: "Standing",
    cell: ({ contract }: Row) => {
      const { tone, label } = standing(contract);
      return <StateBadge state={label} tone={tone} label={label} />;
    },
  },
  {
    key: "target",
    head: "Promised",
    numeric: true,
    named: true,
    cell: ({ contract }: Row) => `${contract.target} %`,
  },
  {
    key: "availability",
    head: "Comes to",
    numeric: true,
    named: true,
    cell: ({ contract }: Row) => sayAvailability(contract.availability),
  },
  {
    key: "todate",
    head: "To date",
    numeric: true,
    wideOnly: true,
    cell: ({ contract }: Row) => sayAvailability(contract.availabilityToDate),
  },
  {
    key: "left",
    head: "Budget",
    numeric: true,
    named: true,
    cell: ({ contract }: Row) => sayLeft(contract.budget.leftSeconds),
  },
  {
    key: "exhausted",
    head: "Used up",
    wideOnly: true,
    cell: ({ contract }: Row) =>
      contract.budget.exhaustedAt === null ? "–" : <Time at={contract.budget.exhaustedAt} />,
  },
  {
    key: "credit",
    head: "Credit",
    numeric: true,
    named: true,
    cell: ({ contract }: Row) => (contract.credit === null ? "–" : sayCredit(contract.credit)),
  },
];

function rowsOf(report: SlaReport): Row[] {
  return report.contracts.map((contract, index) => ({ report, contract, key: `${report.customer.key}/${index}` }));
}

function CreditsDue({ rows, isWhole }: { rows: readonly Row[]; isWhole: boolean }) {
  const due = rows.flatMap(({ contract }) => contract.credit?.money ?? []);
  if (due.length === 0) return null;
  return (
    <Text size="sm" px="md" pb="xs">
      Credits {isWhole ? "" : "of those below "}if it stays quiet: <b>{sumMoney(due)}</b>
    </Text>
  );
}

function NoContracts({ customers }: { customers: number }) {
  return customers === 0 ? (
    <Empty title="No customers">
      Write down who was promised which availability under <Link to="/customers">Customers</Link>, or under{" "}
      <span className="mono">customers:</span> in the config file.
    </Empty>
  ) : (
    <Empty title="No contract holds in this month">
      A contract counts from the day on which it begins. Look at the terms under <Link to="/customers">Customers</Link>.
    </Empty>
  );
}
