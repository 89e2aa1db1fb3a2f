import { Anchor, Stack, Text, Title } from "@mantine/core";
import type { ObligationDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ActionList } from "../../components/action-list.tsx";
import { DecisionTable } from "../../components/decision-table.tsx";
import { Escalation } from "../../components/escalation.tsx";
import { Facts } from "../../components/facts.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { SubjectLink } from "../../components/subject-link.tsx";
import { Stamp } from "../../components/time.tsx";
import { safeLink } from "../../lib/safe-link.ts";
import { obligationQueries } from "./queries.ts";

const route = getRouteApi("/frame/obligations/$id");

/** One ticket, post or page: what became of it, and why it is there. */
export function ObligationPage() {
  const { id } = route.useParams();
  const obligation = useQuery(obligationQueries.one(id));
  return <QueryStates query={obligation}>{(found) => <ObligationView obligation={found} />}</QueryStates>;
}

function ObligationView({ obligation }: { obligation: ObligationDetail }) {
  const { kind, externalId, externalUrl, connection, status } = obligation;
  const url = externalUrl === null ? null : safeLink(externalUrl);
  const what = kind.replace("-", " ");
  return (
    <>
      <PageHeader
        title={`${what[0]!.toUpperCase()}${what.slice(1)} ${externalId ?? ""}`.trim()}
        note={<StateBadge state={status} {...(status === "open" ? { tone: "progress" as const } : {})} />}
      />
      <Stack gap="lg" px="md" pb="xl">
        <Facts
          facts={[
            [
              "in",
              <Link key="in" to="/connections/$key" params={{ key: connection }}>
                {connection}
              </Link>,
            ],
            url === null
              ? null
              : [
                  "there",
                  <Anchor key="there" href={url} target="_blank" rel="noreferrer" size="sm" className="foreign">
                    {externalId ?? "open it"}
                  </Anchor>,
                ],
            ["opened", <Stamp key="opened" at={obligation.openedAt} />],
            obligation.settledAt === null ? null : ["closed", <Stamp key="settled" at={obligation.settledAt} />],
            obligation.team === null ? null : ["for team", obligation.team],
            [
              obligation.incidentIds.length === 1 ? "incident" : "incidents",
              obligation.incidentIds.map((incident) => (
                <span key={incident}>
                  <SubjectLink kind="incident" subject={incident} />{" "}
                </span>
              )),
            ],
            [
              "reference",
              <span key="reference" className="mono">
                {obligation.reference}
              </span>,
            ],
            obligation.statusReason === null ? null : ["note", obligation.statusReason],
          ]}
        />
        <Escalation obligation={obligation} />
        <section>
          <Title order={2}>Why?</Title>
          <Why obligation={obligation} />
        </section>
        <section>
          <Title order={2}>What was done</Title>
          <ActionList actions={obligation.actions} empty="Nothing yet." />
        </section>
      </Stack>
    </>
  );
}

/** What the event that opened it said to each rule; a page about a failure, or one that goes on, has none. */
function Why({ obligation }: { obligation: ObligationDetail }) {
  const first = obligation.actions.find(({ eventId }) => eventId !== null);
  if (obligation.escalates !== null) {
    return (
      <Text size="sm">
        Nobody had acknowledged{" "}
        <Link to="/obligations/$id" params={{ id: obligation.escalates.id }}>
          the page before it
        </Link>
        .
      </Text>
    );
  }
  if (first?.eventId == null) {
    return <Text size="sm">No event ordered it: it tells of a failure, or a person opened it.</Text>;
  }
  return <Decided eventId={first.eventId} rule={obligation.rule} />;
}

function Decided({ eventId, rule }: { eventId: string; rule: string | null }) {
  const why = useQuery(obligationQueries.why(eventId));
  const delivery = /^evt_([0-9a-f]{32})_/.exec(eventId)?.[1];
  return (
    <QueryStates query={why}>
      {(decision) => (
        <Stack gap="xs">
          <DecisionTable decision={decision} {...(rule === null ? {} : { first: rule })} />
          {delivery === undefined ? null : (
            <Text size="sm">
              <Link to="/deliveries/$id" params={{ id: `dlv_${delivery}` }}>
                the delivery that told of it
              </Link>
            </Text>
          )}
        </Stack>
      )}
    </QueryStates>
  );
}
