import { Alert, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ConnectionDetail } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts } from "../../components/facts.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { usePageTitle } from "../../components/page-title.ts";
import { StateBadge } from "../../components/state-badge.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";
import { ConnectionHealth } from "./connection-health.tsx";
import { ConnectionHistory } from "./connection-history.tsx";
import { LastAttempts } from "./last-attempts.tsx";
import { ObligationCheckSection } from "./obligation-check.tsx";
import { OpenThere } from "./open-there.tsx";
import { connectionQueries } from "./queries.ts";
import { RetireConnection } from "./retire-connection.tsx";
import { Runbooks } from "./runbooks.tsx";
import { TestResult } from "./test-result.tsx";

const route = getRouteApi("/frame/connections/$key");

const grades = {
  A: "A: it carries out each thing once, by our key",
  B: "B: our reference can be looked up before anything is repeated",
  C: "C: neither; when an answer is lost, a person decides (a page is sent again, marked “may repeat”)",
};

export function ConnectionPage() {
  const { key } = route.useParams();
  const connection = useQuery(connectionQueries.one(key));
  usePageTitle(connection.data?.name ?? key);
  return (
    <QueryStates query={connection}>
      {(found) => (
        <Stack gap="md" p="md">
          <Group gap="sm" pr="xl">
            <Title order={1}>{found.name}</Title>
            {found.retiredAt === null ? null : <StateBadge state="retired" tone="quiet" />}
          </Group>
          {found.health.pausedAt === null ? null : (
            <Alert color="red" variant="light" title="Paused">
              <Stack gap="xs" align="flex-start">
                <Text size="sm">{found.health.pausedReason}</Text>
                <Resume connection={key} />
              </Stack>
            </Alert>
          )}
          {found.retiredAt === null ? <ConnectionActions connection={found} /> : null}
          <Facts
            facts={[
              ["kind", found.kind],
              ["health", <ConnectionHealth key="h" health={found.health} />],
              ["used for", found.actions.join(", ") || "look-ups"],
              found.grade === null ? null : ["grade", grades[found.grade]],
              found.grade === null || found.capabilities === null || found.actions.includes("remediate")
                ? null
                : ["can", abilities(found.capabilities)],
              found.limits === null ? null : ["limits", limitWords(found.limits)],
              ["open outside", found.openObligations],
              ["waiting", found.waitingActions],
              ["credentials", found.secrets.map((secret) => `${secret.field} ${secret.shown}`).join(", ") || "none"],
            ]}
          />
          {holdsThings(found) ? <ObligationCheckSection connection={key} /> : null}
          {found.openObligations > 0 ? <OpenThere connection={key} /> : null}
          {found.actions.includes("remediate") ? (
            <Runbooks connection={key} isLocal={found.kind === "local-command"} />
          ) : null}
          <ConnectionHistory history={found.history} />
          <LastAttempts connection={key} />
          <section>
            <Title order={2}>Configuration</Title>
            <Code block className="foreign" style={{ whiteSpace: "pre-wrap" }}>
              {JSON.stringify(found.config, null, 2)}
            </Code>
          </section>
        </Stack>
      )}
    </QueryStates>
  );
}

// What can be asked whether that which was opened there is still open.
function holdsThings({ actions, capabilities: can }: ConnectionDetail): boolean {
  return (can?.find || can?.read || false) && actions.some((action) => holding.includes(action));
}
const holding: readonly string[] = ["ticket", "status-post", "page"];

function abilities(can: NonNullable<ConnectionDetail["capabilities"]>): string {
  const closing = can.close
    ? can.read
      ? "closing is done when a look shows it closed"
      : "closing is believed by the status code: it can't be looked at"
    : "it can't close what it opens";
  const more = [can.update && "comment", can.reopen && "re-open", can.find && "find by our reference"].filter(Boolean);
  return [more.join(", "), closing].filter((part) => part !== "").join("; ");
}

function limitWords({ concurrency, intervalMs, timeoutMs }: NonNullable<ConnectionDetail["limits"]>): string {
  const rate =
    intervalMs === null
      ? ""
      : `, one each ${intervalMs >= 1_000 ? `${intervalMs / 1_000} s` : `${Math.round(intervalMs)} ms`}`;
  return `${concurrency} ${concurrency === 1 ? "call" : "calls"} at once${rate}; ${timeoutMs / 1_000} s for each`;
}

function ConnectionActions({ connection }: { connection: ConnectionDetail }) {
  const { key } = connection;
  const mayTest = useMay("testConnection");
  const mayChange = useMay("saveConnection");
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () => api.testConnection({ params: { key }, body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ["connections", "one", key] }),
  });
  if (!mayTest && !mayChange) return null;
  return (
    <Stack gap="xs">
      <Group>
        {mayTest ? (
          <Button onClick={() => test.mutate()} loading={test.isPending}>
            Test it
          </Button>
        ) : null}
        {mayChange ? (
          <>
            <Button component={Link} to={`/connections/${key}/edit`}>
              Change
            </Button>
            <RetireConnection connection={connection} />
          </>
        ) : null}
      </Group>
      <TestResult test={test.data} error={test.error} />
    </Stack>
  );
}

function Resume({ connection }: { connection: string }) {
  const may = useMay("resumeConnection");
  const client = useQueryClient();
  const resume = useMutation({
    mutationFn: () => api.resumeConnection({ params: { key: connection } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["connections"] }),
    onError: (error) => notifications.show({ color: "red", title: "It stays paused", message: error.message }),
  });
  if (!may) return null;
  return (
    <Group>
      <Button onClick={() => resume.mutate()} loading={resume.isPending}>
        Use it again
      </Button>
    </Group>
  );
}
