import { Alert, Group, Stack, Text, Title } from "@mantine/core";
import type { DrillRun, DrillStep } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { Stamp, Time } from "../../components/time.tsx";
import { runTones, saySeconds } from "./drill-words.ts";
import { drillQueries } from "./queries.ts";
import { RunProofs } from "./run-proofs.tsx";

const stepTones: Record<DrillStep["outcome"], Tone> = { done: "settled", waiting: "progress", missed: "act" };

const columns: Column<DrillStep>[] = [
  {
    key: "outcome",
    head: "Outcome",
    cell: (row) => <StateBadge state={row.outcome} tone={stepTones[row.outcome]} />,
  },
  { key: "says", head: "Step", lead: true, cell: (row) => row.says },
  {
    key: "after",
    head: "After",
    numeric: true,
    cell: (row) => (row.afterMs === null ? "" : `after ${saySeconds(row.afterMs)}`),
  },
  {
    key: "limit",
    head: "Limit",
    numeric: true,
    cell: (row) => (row.limitMs === null ? "" : `limit ${saySeconds(row.limitMs)}`),
  },
  { key: "at", head: "At", wideOnly: true, cell: (row) => (row.at === null ? "–" : <Stamp at={row.at} />) },
];

/** One run, step by step, live while it is under way. */
export function RunSteps({ id, isLast }: { id: string; isLast: boolean }) {
  const run = useQuery(drillQueries.run(id));
  return <QueryStates query={run}>{(found) => <Steps run={found} isLast={isLast} />}</QueryStates>;
}

function Steps({ run, isLast }: { run: DrillRun; isLast: boolean }) {
  return (
    <Stack component="section" gap="xs" aria-label="Steps">
      <Group gap="sm" align="baseline">
        <Title order={2}>{isLast ? "Last run" : "This run"}</Title>
        <StateBadge state={run.state} tone={runTones[run.state]} />
        <Text size="sm" c="dimmed" component="span">
          began <Time at={run.startedAt} />, by {run.askedBy}
        </Text>
        {run.incidentId === null ? null : (
          <Text size="sm" component="span">
            <Link to="/incidents/$id" params={{ id: run.incidentId }}>
              its incident
            </Link>
          </Text>
        )}
      </Group>
      {run.missed === null ? null : (
        <Alert color="red" variant="light" role="alert" title="It missed">
          <Text size="sm">{run.missed}.</Text>
        </Alert>
      )}
      {run.stoppedBy === null ? null : <Text size="sm">Stopped by {run.stoppedBy}.</Text>}
      {run.disturbance === null ? (
        <RowTable label="Steps of the run" inside rows={run.steps} columns={columns} rowKey={(row) => row.step} />
      ) : (
        <RunProofs run={run} told={run.disturbance} />
      )}
    </Stack>
  );
}
