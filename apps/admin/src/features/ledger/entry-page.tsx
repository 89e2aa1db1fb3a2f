import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Event } from "@signalbox/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts } from "../../components/facts.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { usePageTitle } from "../../components/page-title.ts";
import { SeverityMark } from "../../components/state-badge.tsx";
import { useMay } from "../session/use-may.ts";
import { AdjustEntry } from "./adjust-entry.tsx";
import { AdjustmentLines } from "./adjustment-lines.tsx";
import { EntryStatus } from "./entry-columns.tsx";
import { EntrySum } from "./entry-sum.tsx";
import { LedgerInstant, type ZonedEntry } from "./ledger-time.tsx";
import { sayMonth } from "./months.ts";
import { ledgerQueries } from "./queries.ts";

const route = getRouteApi("/frame/ledger/$id");

/** From the cent to the raw bytes: how an entry is counted, and what was told about it. */
export function EntryPage() {
  const { id } = route.useParams();
  const entry = useQuery(ledgerQueries.entry(id));
  return <QueryStates query={entry}>{(found) => <EntryView key={id} entry={found} />}</QueryStates>;
}

function EntryView({ entry }: { entry: ZonedEntry }) {
  usePageTitle(entry.title);
  const seesCost = useMay("listAdjustments");
  const mayAdjust = useMay("createAdjustment");
  const [adjusting, adjust] = useDisclosure(false);
  return (
    <Stack gap="md" p="md">
      <div>
        <Title order={1} pr="xl" className="foreign">
          {entry.title}
        </Title>
        <Group gap="0.25rem 1rem" mt={4}>
          <EntryStatus entry={entry} />
          <Text size="sm" c="dimmed">
            {entry.documentNo === null ? "provisional, without a number" : `${entry.entryType} ${entry.id}`} ·{" "}
            {sayMonth(entry.period)}
            {entry.postedPeriod !== null && entry.postedPeriod !== entry.period
              ? `, known in ${sayMonth(entry.postedPeriod)}`
              : ""}{" "}
            · times in {entry.timeZone}
          </Text>
          {mayAdjust && entry.entryType !== "reversal" ? <Button onClick={adjust.open}>Adjust…</Button> : null}
        </Group>
      </div>
      <EntrySum entry={entry} seesCost={seesCost} />
      {entry.reason === null ? null : <Text size="sm">{entry.reason}</Text>}
      <Facts
        facts={[
          ["component", entry.componentName],
          entry.tier === null ? null : ["tier", entry.tier],
          entry.team === null ? null : ["team", entry.team],
          entry.costCentre === null ? null : ["cost centre", entry.costCentre],
          entry.glAccount === null ? null : ["account", entry.glAccount],
          ["severity", <SeverityMark key="severity" severity={entry.severity} />],
          ["impact", entry.impact],
          ["times from", timeBases[entry.timeBasis] ?? entry.timeBasis],
          ["policy", `version ${entry.policyVersion}`],
          entry.customers.length === 0 ? null : ["customers", entry.customers.join(", ")],
          entry.ticketRefs.length === 0 ? null : ["tickets", entry.ticketRefs.join(", ")],
          entry.reverses === null
            ? null
            : [
                "reverses",
                <Link key="reverses" to="/ledger/$id" params={{ id: entry.reverses.replace("/", ".") }}>
                  {entry.reverses}
                </Link>,
              ],
          [
            "incident",
            <Link key="incident" to="/incidents/$id" params={{ id: entry.incidentId }}>
              its story
            </Link>,
          ],
        ]}
      />
      <WhatWasTold incident={entry.incidentId} timeZone={entry.timeZone} />
      {seesCost ? <History incident={entry.incidentId} timeZone={entry.timeZone} /> : null}
      {adjusting ? <AdjustEntry entry={entry} onClose={adjust.close} /> : null}
    </Stack>
  );
}

const timeBases: Record<string, string> = {
  sender: "what the sender says",
  received: "the receipt of the delivery",
  adjusted: "an adjustment",
};

function WhatWasTold({ incident, timeZone }: { incident: string; timeZone: string }) {
  const events = useQuery(ledgerQueries.eventsOf(incident));
  return (
    <Stack gap={4} component="section">
      <Title order={2}>What it rests on</Title>
      <QueryStates query={events}>
        {(told) =>
          told.length === 0 ? (
            <Text size="sm">The events are gone: retention took them. The hashes of closed months still prove it.</Text>
          ) : (
            told.map((event) => <ToldLine key={event.id} event={event} timeZone={timeZone} />)
          )
        }
      </QueryStates>
    </Stack>
  );
}

function ToldLine({ event, timeZone }: { event: Event; timeZone: string }) {
  return (
    <Group gap="0 0.75rem" wrap="wrap">
      <LedgerInstant at={event.occurredAt} timeZone={timeZone} />
      <Text size="sm" fw={500}>
        {event.type}
      </Text>
      <SeverityMark severity={event.severity} />
      <Text size="sm">
        {event.deliveryId === null ? (
          "by hand"
        ) : (
          <Link to="/deliveries/$id" params={{ id: event.deliveryId }}>
            the delivery, to the byte
          </Link>
        )}
      </Text>
    </Group>
  );
}

function History({ incident, timeZone }: { incident: string; timeZone: string }) {
  const adjustments = useInfiniteQuery(ledgerQueries.adjustments({ incident }));
  const made = adjustments.data?.pages.flatMap((page) => page.items) ?? [];
  if (made.length === 0) return null;
  return (
    <Stack gap={4} component="section">
      <Title order={2}>Adjustments</Title>
      <AdjustmentLines adjustments={made} timeZone={timeZone} />
    </Stack>
  );
}
