import { Alert, Button, Group, Progress, Stack, Text, Title } from "@mantine/core";
import type { CheckFinding, ObligationCheck } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { safeLink } from "../../lib/safe-link.ts";
import { useMay } from "../session/use-may.ts";
import { connectionQueries } from "./queries.ts";

const findingWords = {
  missing: "missing there",
  "closed-by-hand": "closed there by hand",
  "open-though-settled": "open there, though settled",
  doubled: "there more than once",
  "not-readable": "could not be looked at",
} satisfies Record<CheckFinding["finding"], string>;

/** What we think is open or closed there, beside what the system really holds. */
export function ObligationCheckSection({ connection }: { connection: string }) {
  const last = useQuery(connectionQueries.check(connection));
  const mayStart = useMay("startObligationCheck");
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () => api.startObligationCheck({ params: { key: connection } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["connections", "check", connection] }),
  });
  const isRunning = last.data?.check?.finishedAt === null;
  return (
    <Stack gap="xs" component="section">
      <Group justify="space-between">
        <Title order={2}>Does it hold what we think?</Title>
        {mayStart ? (
          <Button onClick={() => start.mutate()} loading={start.isPending} disabled={isRunning}>
            Compare now
          </Button>
        ) : null}
      </Group>
      {start.error === null ? null : (
        <Alert color="red" variant="light" role="alert">
          {start.error.message}
        </Alert>
      )}
      <QueryStates query={last}>
        {({ check }) =>
          check === null ? (
            <Text size="sm" c="dimmed">
              Not compared yet. Each day, and when you ask, Signalbox looks at everything that is open there or was
              settled in the last 30 days.
            </Text>
          ) : (
            <CheckResult check={check} />
          )
        }
      </QueryStates>
    </Stack>
  );
}

function CheckResult({ check }: { check: ObligationCheck }) {
  const { finishedAt, looked, total, findings, error } = check;
  if (finishedAt === null) {
    return (
      <Stack gap={4} role="status">
        <Text size="sm">
          Looking: {looked} of {total}
        </Text>
        <Progress value={total === 0 ? 100 : (looked / total) * 100} aria-label="Progress of the check" />
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {findings.length === 0 && error === null ? (
          <StateBadge state="settled" label={looked === 0 ? "nothing to look at" : `all ${looked} as expected`} />
        ) : (
          <StateBadge
            state="differs"
            tone={findings.length > 0 ? "act" : "wait"}
            label={`${check.asExpected} of ${looked} as expected`}
          />
        )}{" "}
        <span>
          compared <Time at={finishedAt} /> for {check.askedBy}
        </span>
      </Text>
      {error === null ? null : (
        <Text size="sm" className="foreign">
          It ended early: {error}.
        </Text>
      )}
      {findings.map((finding) => (
        <Finding key={finding.obligationId} finding={finding} />
      ))}
    </Stack>
  );
}

function Finding({ finding }: { finding: CheckFinding }) {
  const { externalId, externalUrl, incidentId, incidentTitle, detail, advice } = finding;
  const link = externalUrl === null ? null : safeLink(externalUrl);
  const name = externalId ?? "without an id";
  return (
    <Stack gap={2} data-finding={finding.finding}>
      <Group gap="sm">
        <StateBadge state="finding" tone="act" label={findingWords[finding.finding]} />
        <Text size="sm" component="span">
          {link === null ? (
            name
          ) : (
            <a href={link} target="_blank" rel="noreferrer">
              {name}
            </a>
          )}{" "}
          of{" "}
          <Link to="/incidents/$id" params={{ id: incidentId }}>
            {incidentTitle}
          </Link>
        </Text>
      </Group>
      <Text size="sm" className="foreign">
        {detail}. {advice}
      </Text>
    </Stack>
  );
}
