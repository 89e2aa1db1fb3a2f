import { Alert, Stack, Text } from "@mantine/core";
import type { DrillProof, DrillRun } from "@signalbox/contract";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { Stamp, Time } from "../../components/time.tsx";
import { faultWords, proofWords } from "./drill-words.ts";

const proofTones: Record<DrillProof["outcome"], Tone> = {
  shown: "settled",
  waiting: "progress",
  missed: "act",
  "not-by-this": "quiet",
};

const columns: Column<DrillProof>[] = [
  {
    key: "outcome",
    head: "Outcome",
    cell: (row) => <StateBadge state={proofWords[row.outcome]} tone={proofTones[row.outcome]} />,
  },
  { key: "says", head: "What is to be seen", lead: true, cell: (row) => row.says },
  { key: "figure", head: "Figure", wraps: true, cell: (row) => row.figure },
  { key: "at", head: "At", cell: (row) => (row.at === null ? "" : <Stamp at={row.at} />) },
];

/** What a run has shown whose calls are disturbed. */
export function RunProofs({ run, told }: { run: DrillRun; told: NonNullable<DrillRun["disturbance"]> }) {
  return (
    <Stack gap="xs">
      {run.state === "running" && told.endedAt === null ? (
        <Alert color="yellow" variant="light" role="status" title={`${run.connection} is disturbed`}>
          <Text size="sm">
            The calls of this drill {faultWords[told.fault].toLowerCase()}, until all was seen and at the latest{" "}
            <Time at={told.untilAtTheLatest} />. Its breaker holds up whatever else goes through {run.connection}.
          </Text>
        </Alert>
      ) : (
        <Text size="sm" c="dimmed">
          {told.outages} outages.{" "}
          {told.endedAt === null ? null : (
            <>
              Until <Stamp at={told.endedAt} />:{" "}
            </>
          )}
          the calls of this drill {faultWords[told.fault].toLowerCase()}.
        </Text>
      )}
      <RowTable label="Proofs of the run" inside rows={told.proofs} columns={columns} rowKey={(row) => row.proof} />
    </Stack>
  );
}
