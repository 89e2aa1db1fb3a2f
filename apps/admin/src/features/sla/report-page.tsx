import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { FilterSelect } from "../../components/filter-bar.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { lastMonths, sayMonth } from "../ledger/months.ts";
import { slaQueries } from "./queries.ts";
import { Report } from "./report.tsx";

const route = getRouteApi("/frame/sla/$key");

/** One customer's report of a month, as it is printed. What stands around it is not. */
export function ReportPage() {
  const { key } = route.useParams();
  const { period } = route.useSearch();
  const navigate = useNavigate();
  const report = useQuery(slaQueries.report(key, period));
  const found = report.data ?? null;
  useEffect(() => {
    if (found === null) return;
    const before = document.title;
    document.title = `Service level report, ${found.customer.name}, ${sayMonth(found.period)}`;
    return () => {
      document.title = before;
    };
  }, [found]);
  return (
    <>
      <div data-print="none">
        <PageHeader title="SLA report" note={found === null ? null : <Basis basis={found.basis} />}>
          <FilterSelect
            label="Month"
            required
            value={found?.period ?? period}
            options={lastMonths(12, found?.period ?? period, new Date())}
            onChange={(chosen) => void navigate({ to: ".", search: { period: chosen }, replace: true })}
          />
          <Button renderRoot={(props) => <Link to="/customers/$key" params={{ key }} {...props} />}>
            Its contracts
          </Button>
          <Button variant="filled" onClick={() => window.print()}>
            Print or save as PDF
          </Button>
        </PageHeader>
      </div>
      <QueryStates query={report}>
        {(shown) =>
          shown === null || shown.contracts.length === 0 ? (
            <Empty title="No contract held in this month">
              Choose another month, or look at when its contracts begin and end.
            </Empty>
          ) : (
            <Report report={shown} />
          )
        }
      </QueryStates>
    </>
  );
}

function Basis({ basis }: { basis: "provisional" | "final" | "after-closing" }) {
  if (basis === "final")
    return <StateBadge state="final" tone="settled" label="final: kept when the month was closed" />;
  if (basis === "provisional")
    return <StateBadge state="open" tone="progress" label="provisional: the month is open" />;
  return <StateBadge state="late" tone="wait" label="the contract came after the month was closed" />;
}
