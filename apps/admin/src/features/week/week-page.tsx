import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { weekQueries } from "./queries.ts";
import { WeekMailForm } from "./week-mail-form.tsx";
import { WeekSheet } from "./week-sheet.tsx";

const route = getRouteApi("/frame/week");
const weekMs = 7 * 24 * 3_600_000;

/** What does the alert review look at? */
export function WeekPage() {
  const { to } = route.useSearch();
  const week = useQuery(weekQueries.week(to));
  const mail = useQuery(weekQueries.mail());
  const navigate = useNavigate();
  const show = (end: number | null) =>
    void navigate({ to: ".", search: { to: end === null ? undefined : new Date(end).toISOString() } });
  const shown = week.data === undefined ? null : Date.parse(week.data.to);
  return (
    <>
      <div data-print="none">
        <PageHeader title={to === undefined ? "This week" : "A week"} note="one page for the alert review">
          <Button disabled={shown === null} onClick={() => shown !== null && show(shown - weekMs)}>
            The week before
          </Button>
          {to === undefined ? null : <Button onClick={() => show(null)}>The last seven days</Button>}
          <Button variant="filled" onClick={() => window.print()}>
            Print or save as PDF
          </Button>
        </PageHeader>
      </div>
      <QueryStates query={week}>{(found) => <WeekSheet week={found} />}</QueryStates>
      <div data-print="none">
        <QueryStates query={mail}>
          {(found) => <WeekMailForm key={JSON.stringify(found.schedule)} mail={found} />}
        </QueryStates>
      </div>
    </>
  );
}
