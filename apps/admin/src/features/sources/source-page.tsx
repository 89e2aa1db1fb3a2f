import { Alert, Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import type { Rejection, Source } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CopyText } from "../../components/copy-text.tsx";
import { Facts } from "../../components/facts.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { usePageTitle } from "../../components/page-title.ts";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";
import { sourceQueries } from "./queries.ts";
import { SendTest } from "./send-test.tsx";
import { SenderFacts, SenderSteps } from "./sender-facts.tsx";
import { SenderRequests } from "./sender-requests.tsx";
import { SourceProof } from "./source-proof.tsx";
import { SourceSettingsSection } from "./source-settings.tsx";

const route = getRouteApi("/frame/sources/$key");

export function SourcePage() {
  const { key } = route.useParams();
  const source = useQuery(sourceQueries.one(key));
  return <QueryStates query={source}>{(found) => <SourceView source={found} />}</QueryStates>;
}

function SourceView({ source }: { source: Source }) {
  usePageTitle(source.name);
  return (
    <Stack gap="md" p="md">
      <Title order={1} pr="xl">
        {source.name}
      </Title>
      {source.retiredAt === null ? null : (
        <Alert color="gray">
          Retired <Time at={source.retiredAt} />: it accepts nothing any more; what came stays.
        </Alert>
      )}
      <Facts
        facts={[
          ["key", source.key],
          ["tool", source.senderName],
          [
            "proof",
            <StateBadge
              key="p"
              state="proof"
              tone={source.signed ? "settled" : "wait"}
              label={source.signed ? `signed (${source.scheme})` : `unsigned (${source.scheme})`}
            />,
          ],
          ["last delivery", <Time key="l" at={source.lastDeliveryAt} />],
          [
            "deliveries",
            <Link key="d" to="/deliveries" search={{ source: source.key }}>
              {source.deliveries24h} in the last 24 h
            </Link>,
          ],
        ]}
      />
      {source.advice.length === 0 ? null : (
        <Alert color="yellow" variant="light" title="This could be safer">
          <List size="sm">
            {source.advice.map((advice) => (
              <List.Item key={advice}>{advice}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {source.retiredAt === null ? (
        <>
          <SenderRequests source={source.key} />
          <SourceSettingsSection source={source} />
          <SourceProof source={source} />
          <ShowUrl source={source} />
          <SendTest source={source} />
          <Secrets source={source} />
          <AboutTool source={source} />
          <Stack gap="xs" component="section" align="flex-start">
            <Title order={2}>Mapping</Title>
            <Text size="sm">
              What its payloads mean, where {source.senderName} sends something else than expected, or the tool is none
              of those that are known.
            </Text>
            <Link to="/sources/$key/mapping" params={{ key: source.key }} search={{}}>
              Look at the mapping
            </Link>
          </Stack>
        </>
      ) : null}
      <Refused source={source} />
      {source.retiredAt === null ? <Retire source={source} /> : null}
    </Stack>
  );
}

function ShowUrl({ source }: { source: Source }) {
  const may = useMay("showSourceUrl");
  const show = useMutation({ mutationFn: () => api.showSourceUrl({ params: { key: source.key } }) });
  if (!may) return null;
  return (
    <Stack gap="xs" component="section" align="flex-start">
      <Title order={2}>Webhook URL</Title>
      {show.data === undefined ? (
        <>
          <Button onClick={() => show.mutate()} loading={show.isPending}>
            Show the URL
          </Button>
          <Text size="xs" c="dimmed">
            It holds the token; the journal keeps who looked.
          </Text>
        </>
      ) : (
        <>
          <CopyText text={show.data.url} label="the URL" />
          {show.data.curl === null ? null : <CopyText text={show.data.curl} label="the curl line" block />}
        </>
      )}
      {show.isError ? (
        <Text c="red" size="sm">
          {show.error.message}
        </Text>
      ) : null}
    </Stack>
  );
}

function AboutTool({ source }: { source: Source }) {
  const senders = useQuery(sourceQueries.senders());
  const sender = senders.data?.items.find(({ key }) => key === source.sender);
  if (sender === undefined) return null;
  return (
    <Stack gap="xs" component="section">
      <Title order={2}>About {sender.name}</Title>
      <SenderSteps sender={sender} />
      <SenderFacts sender={sender} />
    </Stack>
  );
}

const secretColumns: Column<Source["secrets"][number]>[] = [
  { key: "label", head: "Label", cell: (secret) => secret.label || secret.field },
  { key: "shown", head: "Ends in", cell: (secret) => <span className="mono">{secret.shown}</span> },
  {
    key: "since",
    head: "Since",
    cell: (secret) => (
      <>
        since <Time at={secret.createdAt} />
      </>
    ),
  },
  {
    key: "until",
    head: "Valid",
    wraps: true,
    cell: (secret) =>
      secret.expiresAt === null ? (
        "valid"
      ) : (
        <>
          ends <Time at={secret.expiresAt} />
        </>
      ),
  },
];

function Secrets({ source }: { source: Source }) {
  const may = useMay("rotateSourceSecret");
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: () =>
      api.rotateSourceSecret({
        params: { key: source.key },
        body: { label: new Date().toISOString().slice(0, 10), overlapHours: 24 },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
    onError: (error) => notifications.show({ color: "red", title: "No new secret was made", message: error.message }),
  });
  const isSecretless = ["url-token", "sns", "jwt", "mtls"].includes(source.scheme);
  if (isSecretless && source.secrets.length === 0) return null;
  return (
    <Stack gap="xs" component="section" align="flex-start">
      <Title order={2}>Secrets</Title>
      {source.secrets.length === 0 ? (
        <Text size="sm">It has none.</Text>
      ) : (
        <RowTable inside label="Secrets" rows={source.secrets} columns={secretColumns} rowKey={(secret) => secret.id} />
      )}
      {may && !isSecretless ? (
        <Button onClick={() => rotate.mutate()} loading={rotate.isPending}>
          Make a new secret
        </Button>
      ) : null}
      {isSecretless ? (
        <Text size="xs" c="dimmed">
          Not asked for by the way in which this source proves itself now.
        </Text>
      ) : rotate.data?.secret == null ? (
        <Text size="xs" c="dimmed">
          Those before stay valid for 24 hours, so that you can paste the new one in your tool without a gap.
        </Text>
      ) : (
        <Alert variant="light" color="gray" title="Copy it now: it is shown this once">
          <CopyText text={rotate.data.secret} label="the secret" />
        </Alert>
      )}
    </Stack>
  );
}

const refusedColumns: Column<Rejection>[] = [
  { key: "last", head: "Last", cell: (rejection) => <Time at={rejection.lastAt} /> },
  { key: "status", head: "Answered", cell: (rejection) => `${rejection.status} ${rejection.reason}` },
  { key: "times", head: "Times", numeric: true, cell: (rejection) => `${rejection.occurrences}×` },
  { key: "from", head: "From", cell: (rejection) => rejection.remoteAddress },
  { key: "hint", head: "Hint", wraps: true, cell: (rejection) => rejection.hint },
];

function Refused({ source }: { source: Source }) {
  const rejections = useQuery(sourceQueries.rejections(source.key));
  if (rejections.data === undefined || rejections.data.items.length === 0) return null;
  return (
    <Stack gap={4} component="section">
      <Title order={2}>Refused lately</Title>
      <RowTable
        inside
        label="Refused requests"
        rows={rejections.data.items}
        columns={refusedColumns}
        rowKey={(rejection) => rejection.id}
      />
    </Stack>
  );
}

function Retire({ source }: { source: Source }) {
  const may = useMay("retireSource");
  const client = useQueryClient();
  const retire = useMutation({
    mutationFn: () => api.retireSource({ params: { key: source.key } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
    onError: (error) => notifications.show({ color: "red", title: "It was not retired", message: error.message }),
  });
  if (!may) return null;
  const ask = () =>
    modals.openConfirmModal({
      title: `Retire ${source.name}?`,
      children: <Text size="sm">Its URL answers 404 from now on. Deliveries, incidents and ledger stay.</Text>,
      labels: { confirm: "Retire", cancel: "Cancel" },
      confirmProps: { color: "red", variant: "filled" },
      onConfirm: () => retire.mutate(),
    });
  return (
    <Group>
      <Button onClick={ask} loading={retire.isPending}>
        Retire this source…
      </Button>
    </Group>
  );
}
