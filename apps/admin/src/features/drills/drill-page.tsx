import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { Drill, DrillRun } from "@signalbox/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type Bar, ColumnChart } from "../../components/bar-chart.tsx";
import { CopyText } from "../../components/copy-text.tsx";
import { Facts } from "../../components/facts.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { fullTime } from "../../lib/format-time.ts";
import { useMay } from "../session/use-may.ts";
import {
  faultWords,
  nextDue,
  openedAfterMs,
  runTones,
  sayMisses,
  saySchedule,
  saySeconds,
  wayWords,
} from "./drill-words.ts";
import { drillQueries } from "./queries.ts";
import { RunDrill } from "./run-drill.tsx";
import { RunSteps } from "./run-steps.tsx";

const route = getRouteApi("/frame/drills/$key");

/** One drill: what it does, its run step by step, and how well it did lately. */
export function DrillPage() {
  const { key } = route.useParams();
  const { run } = route.useSearch();
  const drill = useQuery(drillQueries.one(key));
  const runs = useInfiniteQuery(drillQueries.runs(key));
  const mayChange = useMay("saveDrill");
  return (
    <QueryStates query={drill}>
      {(found) => {
        const shown = run ?? found.lastRun?.id ?? null;
        return (
          <>
            <PageHeader title={found.name} note={found.retiredAt === null ? null : <StateBadge state="retired" />}>
              {mayChange && found.retiredAt === null ? (
                <>
                  <Button renderRoot={(props) => <Link to="/drills/$key/edit" params={{ key }} {...props} />}>
                    Change…
                  </Button>
                  <RunDrill drill={found} />
                </>
              ) : null}
            </PageHeader>
            <Stack gap="lg" px="md" pb="xl">
              <About drill={found} />
              {shown === null ? (
                <Empty title="No run yet">
                  Run it: its steps appear here as they happen, each with the time that it took.
                </Empty>
              ) : (
                <RunSteps id={shown} isLast={shown === found.lastRun?.id} />
              )}
              <QueryStates query={runs}>
                {({ pages }) => (
                  <History
                    runs={pages.flatMap(({ items }) => items)}
                    shown={shown}
                    more={runs.hasNextPage ? () => void runs.fetchNextPage() : null}
                    isLoading={runs.isFetchingNextPage}
                  />
                )}
              </QueryStates>
            </Stack>
          </>
        );
      }}
    </QueryStates>
  );
}

function About({ drill }: { drill: Drill }) {
  const { figures } = drill;
  const due = nextDue(drill);
  return (
    <Group gap="xl" align="flex-start">
      <Facts
        facts={[
          ["how", wayWords[drill.way]],
          drill.pageUrl === null ? null : ["page", <CopyText key="url" text={drill.pageUrl} label="the page's URL" />],
          drill.monitor === null ? null : ["monitor", drill.monitor],
          [
            "source",
            <Link key="s" to="/sources/$key" params={{ key: drill.source }}>
              {drill.source}
            </Link>,
          ],
          [
            "ticket in",
            <Link key="c" to="/connections/$key" params={{ key: drill.connection }}>
              {drill.connection}
            </Link>,
          ],
          ["component", drill.component ?? "none"],
          drill.chaos === null
            ? null
            : ["its calls", `${faultWords[drill.chaos.fault].toLowerCase()}; ${drill.chaos.outages} outages`],
          drill.chaos === null
            ? null
            : [
                "its pager",
                <Link key="p" to="/connections/$key" params={{ key: drill.chaos.pager }}>
                  {drill.chaos.pager}
                </Link>,
              ],
          ["runs", saySchedule(drill.schedule)],
          due === null ? null : ["next", fullTime(due)],
        ]}
      />
      <Facts
        facts={[
          [`last ${figures.days} days`, sayMisses(figures)],
          drill.chaos === null
            ? [
                "fault to ticket",
                `p50 ${saySeconds(figures.openedP50Ms)} · p99 ${saySeconds(figures.openedP99Ms)} · limit ${drill.openWithinSeconds} s`,
              ]
            : ["disturbance to tickets", `limit ${drill.openWithinSeconds} s`],
          drill.chaos === null
            ? [
                "recovery to close",
                `p50 ${saySeconds(figures.closedP50Ms)} · p99 ${saySeconds(figures.closedP99Ms)} · limit ${drill.closeWithinSeconds} s`,
              ]
            : ["recovery to close", `limit ${drill.closeWithinSeconds} s`],
        ]}
      />
    </Group>
  );
}

const columns: Column<DrillRun>[] = [
  { key: "state", head: "Outcome", cell: (row) => <StateBadge state={row.state} tone={runTones[row.state]} /> },
  { key: "started", head: "Began", cell: (row) => <Time at={row.startedAt} /> },
  { key: "opened", head: "To the ticket", cell: sayOpened },
  { key: "by", head: "By", cell: (row) => `by ${row.askedBy}` },
  { key: "why", head: "Why", lead: true, cell: (row) => row.missed ?? "" },
];

function sayOpened(run: DrillRun): string {
  if (run.disturbance !== null) return `${run.disturbance.outages} outages, disturbed`;
  const afterMs = openedAfterMs(run);
  return afterMs === null ? "no ticket" : `ticket after ${saySeconds(afterMs)}`;
}

function History(props: {
  runs: readonly DrillRun[];
  shown: string | null;
  more: (() => void) | null;
  isLoading: boolean;
}) {
  const { runs, shown, more, isLoading } = props;
  const navigate = useNavigate();
  // How fast a ticket comes says nothing where its calls were disturbed.
  const plain = runs.filter(({ disturbance }) => disturbance === null);
  const ended = plain.filter(({ state }) => state === "passed" || state === "missed");
  if (runs.length === 0) return null;
  return (
    <Stack component="section" gap="xs">
      <Title order={2}>History</Title>
      {plain.length === 0 ? null : ended.length < 2 ? (
        <Text size="sm" c="dimmed">
          The chart begins with the second run.
        </Text>
      ) : (
        <ColumnChart label="From the fault to the ticket" bars={barsOf(ended)} />
      )}
      <RowTable
        label="Runs"
        inside
        rows={runs}
        columns={columns}
        rowKey={(row) => row.id}
        selected={shown ?? undefined}
        onOpen={(row) => void navigate({ to: ".", search: { run: row.id }, replace: true })}
        more={more === null ? undefined : { onMore: more, loading: isLoading }}
      />
    </Stack>
  );
}

// What missed stands as high as the chart: the time that it took would be no time.
function barsOf(ended: readonly DrillRun[]): Bar[] {
  const most = Math.max(1, ...ended.map((run) => openedAfterMs(run) ?? 0));
  return ended.toReversed().map((run) => {
    const took = openedAfterMs(run);
    const isMissed = run.state === "missed";
    return {
      key: run.id,
      label: fullTime(run.startedAt),
      value: isMissed ? most : (took ?? 0),
      says: isMissed ? `missed: ${run.missed}` : saySeconds(took),
      ...(isMissed && { tone: "act" as const }),
    };
  });
}
