import { Group, SegmentedControl, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { LedgerShare } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type Bar, ColumnChart, RowChart } from "../../components/bar-chart.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { barOf, barsOfDays, type Measure } from "./month-bars.ts";
import { ledgerQueries } from "./queries.ts";

const route = getRouteApi("/frame/ledger/months/$period");
/** More rows than these are one at the end. */
const rowsMax = 15;

/** Where did the month's downtime and its cost come from? Each chart adds up to the totals of the month. */
export function MonthCharts({ period }: { period: string }) {
  const { show, knownOn } = route.useSearch();
  const summary = useQuery(ledgerQueries.summary(period, knownOn));
  const navigate = useNavigate();
  return (
    <QueryStates query={summary}>
      {({ totals, components, teams, days }) => {
        if (totals.entries === 0) {
          return (
            <Text size="sm" c="dimmed">
              {knownOn === undefined ? "No downtime in this month." : "No downtime of this month was known then."}
            </Text>
          );
        }
        const currencies = totals.cost.map(({ currency }) => currency);
        const measure: Measure = currencies.includes(show ?? "") ? { currency: show! } : "downtime";
        const of = { name: measure === "downtime" ? "Weighted downtime" : `Cost in ${measure.currency}` };
        return (
          <Stack gap="md" component="section">
            <Group gap="sm">
              <Title order={2}>{of.name}</Title>
              {currencies.length === 0 ? null : (
                <SegmentedControl
                  size="xs"
                  aria-label="What the charts show"
                  value={measure === "downtime" ? "downtime" : measure.currency}
                  data={[
                    { value: "downtime", label: "Downtime" },
                    ...currencies.map((one) => ({ value: one, label: `Cost ${one}` })),
                  ]}
                  onChange={(chosen) =>
                    void navigate({
                      to: ".",
                      search: { knownOn, show: chosen === "downtime" ? undefined : chosen },
                      replace: true,
                    })
                  }
                />
              )}
            </Group>
            <Chart title="By day" note="an entry stands on the day on which it began">
              <ColumnChart label={`${of.name} by day`} bars={barsOfDays(period, days, measure)} />
              <EarlierMonths share={days.find(({ key }) => key === null)} measure={measure} />
            </Chart>
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
              <Chart title="By component">
                <Shares label={`${of.name} by component`} shares={components} filter="component" measure={measure} />
              </Chart>
              <Chart title="By team" note="that owned the component then">
                <Shares label={`${of.name} by team`} shares={teams} filter="team" measure={measure} />
              </Chart>
            </SimpleGrid>
          </Stack>
        );
      }}
    </QueryStates>
  );
}

function Chart({ title, note, children }: { title: string; note?: string; children: React.ReactNode }) {
  return (
    <div>
      <Group gap="xs" mb={4} align="baseline">
        <Title order={3}>{title}</Title>
        {note === undefined ? null : (
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        )}
      </Group>
      {children}
    </div>
  );
}

function EarlierMonths({ share, measure }: { share: LedgerShare | undefined; measure: Measure }) {
  if (share === undefined) return null;
  return (
    <Text size="sm" c="dimmed">
      Corrections of earlier months: {barOf(share, measure).says}
    </Text>
  );
}

function Shares(props: {
  label: string;
  shares: readonly LedgerShare[];
  filter: "component" | "team";
  measure: Measure;
}) {
  const { period } = route.useParams();
  const { knownOn } = route.useSearch();
  const { filter, measure } = props;
  const bars = props.shares.map((share) => barOf(share, measure)).toSorted((a, b) => b.value - a.value);
  const shown = bars.slice(0, rowsMax);
  const link = (bar: Bar) =>
    bar.key === "" ? (
      `no ${filter}`
    ) : (
      <Link to="/ledger" search={{ period, knownOn, [filter]: bar.key }}>
        {bar.label}
      </Link>
    );
  return (
    <>
      <RowChart label={props.label} bars={shown} nameOf={link} />
      {bars.length > rowsMax ? (
        <Text size="sm" c="dimmed">
          and {bars.length - rowsMax} more with less
        </Text>
      ) : null}
    </>
  );
}
