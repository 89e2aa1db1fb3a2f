import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import type { DeliveryDetail, Event } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ActionList } from "../../components/action-list.tsx";
import { DecisionTable } from "../../components/decision-table.tsx";
import { Facts } from "../../components/facts.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { usePageTitle } from "../../components/page-title.ts";
import { SeverityMark, StateBadge } from "../../components/state-badge.tsx";
import { Stamp, Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";
import { DeliveryBody } from "./delivery-body.tsx";
import { deliveryQueries } from "./queries.ts";
import { Rehearsal } from "./rehearsal.tsx";
import { ReplayDelivery } from "./replay-delivery.tsx";
import { RunAgain } from "./run-again.tsx";
import { TestWay } from "./test-way.tsx";
import { WhatDoesNotFit } from "./what-does-not-fit.tsx";

const route = getRouteApi("/frame/deliveries/$id");

export function DeliveryPage() {
  const { id } = route.useParams();
  const delivery = useQuery(deliveryQueries.one(id));
  return <QueryStates query={delivery}>{(found) => <DeliveryView delivery={found} />}</QueryStates>;
}

function DeliveryView({ delivery }: { delivery: DeliveryDetail }) {
  usePageTitle(`${delivery.source} ${delivery.deliveryId}`);
  return (
    <Stack gap="md" p="md">
      <div>
        <Title order={1} pr="xl">
          {delivery.source} · <span className="foreign">{delivery.deliveryId}</span>
        </Title>
        <Group gap="0.25rem 1rem" mt={4}>
          <StateBadge state={delivery.state} />
          <Text size="sm" c="dimmed">
            received <Stamp at={delivery.receivedAt} />, <Time at={delivery.receivedAt} /> ·{" "}
            <Repeats delivery={delivery} />
            <ReadBy delivery={delivery} />
          </Text>
          <RetryButton delivery={delivery} />
          <ReplayDelivery delivery={delivery} />
          <MakeRule delivery={delivery} />
        </Group>
      </div>
      {delivery.reason === null ? null : (
        <Alert
          color={delivery.state === "failed" ? "red" : "gray"}
          variant="light"
          title={delivery.state === "failed" ? "It could not be processed" : "It was ignored"}
        >
          <span className="foreign">{delivery.reason}</span>
        </Alert>
      )}
      {delivery.state === "failed" || delivery.events.some(({ drift }) => drift.length > 0) ? (
        <WhatDoesNotFit delivery={delivery} />
      ) : null}
      {delivery.conflict ? (
        <Alert color="red" variant="light" title="The same delivery id came with another body">
          The first body counts. Look at the sender: an id must name one delivery only.
        </Alert>
      ) : null}
      <Verified delivery={delivery} />
      {delivery.events.some(({ type }) => type === "test") ? <TestWay delivery={delivery} /> : null}
      <Section title="Events">
        {delivery.events.length === 0 ? <Text size="sm">It held none.</Text> : null}
        {delivery.events.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </Section>
      <Section title="Rules: why, and why not">
        {delivery.decisions.length === 0 ? <Text size="sm">No rule was asked.</Text> : null}
        {delivery.decisions.map((decision) => (
          <DecisionTable key={decision.eventId} decision={decision} />
        ))}
      </Section>
      <Section title="What went out">
        <ActionList
          actions={delivery.actions}
          empty="Nothing went out because of it."
          more={(action) => <RunAgain action={action} />}
        />
      </Section>
      {delivery.decisions.map(({ eventId, rehearsal, ruleSet }) =>
        rehearsal && ruleSet !== null ? (
          <Section key={eventId} title="What a real one would have sent">
            <Rehearsal eventId={eventId} />
          </Section>
        ) : null,
      )}
      <DeliveryBody delivery={delivery} />
    </Stack>
  );
}

function ReadBy({ delivery }: { delivery: DeliveryDetail }) {
  const version = delivery.mappingVersion;
  if (version === null) return null;
  return (
    <>
      {" "}
      · read by{" "}
      <Link to="/sources/$key/mapping" params={{ key: delivery.source }} search={{ version }}>
        version {version} of the mapping
      </Link>
    </>
  );
}

function Repeats({ delivery }: { delivery: DeliveryDetail }) {
  const last = delivery.repeats[0];
  if (delivery.duplicates === 0 || last === undefined) return <>came once</>;
  return (
    <>
      {delivery.duplicates} {delivery.duplicates === 1 ? "repeat" : "repeats"}, last <Time at={last.seenAt} />
    </>
  );
}

function EventLine({ event }: { event: Event }) {
  return (
    <Group gap="0 0.75rem" wrap="wrap">
      <Stamp at={event.occurredAt} />
      <Text size="sm" fw={500}>
        {event.type}
        {event.change === event.type ? "" : ` → ${event.change === "none" ? "nothing changed" : event.change}`}
      </Text>
      <SeverityMark severity={event.severity} />
      <Text size="sm" className="foreign">
        {event.incidentId === null ? (
          event.summary
        ) : (
          <Link to="/incidents/$id" params={{ id: event.incidentId }}>
            {event.summary || event.monitor?.name || event.incidentId}
          </Link>
        )}
      </Text>
      {event.component === null ? (
        event.monitor === null ? null : (
          <StateBadge state="unmapped" tone="wait" label="no component" />
        )
      ) : (
        <Text size="sm" c="dimmed">
          {event.component}
        </Text>
      )}
      {event.supersededAt === null ? null : <StateBadge state="superseded" label="was read anew" />}
      {event.drift.length > 0 ? (
        <StateBadge state="drift" tone="wait" label={`unexpected: ${event.drift.join(", ")}`} />
      ) : null}
    </Group>
  );
}

function Verified({ delivery }: { delivery: DeliveryDetail }) {
  if (delivery.kept === null) return <Text size="sm">Body and headers are gone: retention took them.</Text>;
  const { verification } = delivery.kept;
  return (
    <Section
      title={
        <StateBadge
          state="verified"
          tone={verification.signed ? "settled" : "wait"}
          label={verification.signed ? "Verified" : "Unsigned"}
        />
      }
    >
      <Facts
        facts={[
          ["scheme", verification.scheme],
          verification.secret === null ? null : ["secret", verification.secret],
          verification.header === null
            ? null
            : [
                "header",
                <span key="h" className="mono">
                  {verification.header}
                </span>,
              ],
          [
            "covers",
            verification.signed
              ? `raw body, ${verification.bytes ?? delivery.kept.bytes} bytes`
              : "only the URL or a token: the body is not proven",
          ],
          delivery.kept.remoteAddress === null ? null : ["from", delivery.kept.remoteAddress],
        ]}
      />
    </Section>
  );
}

function MakeRule({ delivery }: { delivery: DeliveryDetail }) {
  const may = useMay("saveDraftRuleSet");
  const event = delivery.events[0];
  if (!may || event === undefined) return null;
  return (
    <>
      <Button renderRoot={(props) => <Link to="/rules" search={{ edit: "yes", from: event.id }} {...props} />}>
        Make a rule from this
      </Button>
      <Button renderRoot={(props) => <Link to="/rules" search={{ edit: "yes", test: delivery.id }} {...props} />}>
        Keep as a rule test
      </Button>
    </>
  );
}

function RetryButton({ delivery }: { delivery: DeliveryDetail }) {
  const may = useMay("retryDelivery");
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => api.retryDelivery({ params: { id: delivery.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  if (!may || delivery.state !== "failed") return null;
  return (
    <>
      <Button onClick={() => retry.mutate()} loading={retry.isPending}>
        Process again
      </Button>
      {retry.isError ? (
        <Text c="red" size="sm">
          {retry.error.message}
        </Text>
      ) : null}
    </>
  );
}

function Section({ title, children }: { title: React.ReactNode; children: React.ReactNode }) {
  return (
    <Stack gap={4} component="section">
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  );
}
