import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import type { IncidentDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts } from "../../components/facts.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { usePageTitle } from "../../components/page-title.ts";
import { SeverityMark, StateBadge } from "../../components/state-badge.tsx";
import { Timeline } from "../../components/timeline.tsx";
import { fullTime } from "../../lib/format-time.ts";
import { safeLink } from "../../lib/safe-link.ts";
import { ActByHand } from "./act-by-hand.tsx";
import { Lasted } from "./incident-columns.tsx";
import { OpenedOutside } from "./opened-outside.tsx";
import { incidentQueries } from "./queries.ts";
import { Standing } from "./standing.tsx";

const route = getRouteApi("/frame/incidents/$id");

export function IncidentPage() {
  const { id } = route.useParams();
  const incident = useQuery(incidentQueries.one(id));
  return <QueryStates query={incident}>{(found) => <IncidentView incident={found} />}</QueryStates>;
}

function IncidentView({ incident }: { incident: IncidentDetail }) {
  usePageTitle(incident.title);
  return (
    <Stack gap="md" p="md">
      <div>
        <Title order={1} pr="xl" className="foreign">
          {incident.title}
        </Title>
        <Group gap="md" mt={4}>
          <StateBadge state={incident.status} />
          <SeverityMark severity={incident.severity} />
          <Text size="sm" c="dimmed">
            lasted <Lasted incident={incident} />
          </Text>
          {incident.flapping ? <StateBadge state="flapping" tone="wait" /> : null}
          {incident.origin === "drill" ? <StateBadge state="drill" tone="quiet" /> : null}
          {incident.muted ? <StateBadge state="muted" tone="wait" /> : null}
        </Group>
      </div>
      <ActByHand incident={incident} />
      <Standing incident={incident} />
      <Facts
        facts={[
          ["opened", fullTime(incident.openedAt)],
          incident.acknowledgedAt === null ? null : ["acknowledged", fullTime(incident.acknowledgedAt)],
          incident.resolvedAt === null ? null : ["resolved", fullTime(incident.resolvedAt)],
          incident.flappingSince === null
            ? null
            : ["flapping", `since ${fullTime(incident.flappingSince)}: one notice in place of pages until it is calm`],
          incident.staleSince === null
            ? null
            : ["not heard of", `asked about since ${fullTime(incident.staleSince)}: is it over? Then resolve it`],
          [
            "component",
            incident.component === null ? (
              <StateBadge key="c" state="unmapped" tone="wait" label="no component: its downtime has no cost" />
            ) : (
              `${incident.componentName} · tier ${incident.tier ?? "–"} · team ${incident.team ?? "–"}`
            ),
          ],
          [
            "monitor",
            <span key="m" className="foreign">
              {incident.monitor?.name ?? "–"}
            </span>,
          ],
          [
            "source",
            incident.source === "by-hand" ? (
              "opened by hand"
            ) : (
              <Link key="s" to="/sources/$key" params={{ key: incident.source }}>
                {incident.source}
              </Link>
            ),
          ],
          [
            "key",
            <span key="k" className="mono foreign">
              {incident.key}
            </span>,
          ],
          incident.url === null ? null : ["there", <ForeignUrl key="u" url={incident.url} />],
        ]}
      />
      <OpenedOutside obligations={incident.obligations} />
      <section>
        <Title order={2}>Timeline</Title>
        <Timeline incident={incident} />
      </section>
      {incident.intervals.length < 2 && incident.intervals[0]?.marked == null ? null : (
        <section>
          <Title order={2}>Times it was down</Title>
          {incident.intervals.map((interval) => (
            <Text size="sm" key={interval.startedAt}>
              {fullTime(interval.startedAt)} – {interval.endedAt === null ? "still down" : fullTime(interval.endedAt)},{" "}
              {interval.severity}
              {interval.marked === null ? "" : ` (${interval.marked})`}
            </Text>
          ))}
        </section>
      )}
    </Stack>
  );
}

function ForeignUrl({ url }: { url: string }) {
  const target = safeLink(url);
  if (target === null) return <span className="foreign">{url}</span>;
  return (
    <Anchor href={target} target="_blank" rel="noreferrer" size="sm" className="foreign">
      {url}
    </Anchor>
  );
}
