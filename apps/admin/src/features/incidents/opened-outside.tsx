import { Anchor, Group, Text, Title } from "@mantine/core";
import type { Obligation } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import { Escalation } from "../../components/escalation.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { safeLink } from "../../lib/safe-link.ts";

/** Tickets, posts and pages that stand for an incident, each with its link there. */
export function OpenedOutside({ obligations }: { obligations: readonly Obligation[] }) {
  return (
    <section>
      <Title order={2}>Opened outside</Title>
      {obligations.length === 0 ? <Text size="sm">Nothing was opened outside for it.</Text> : null}
      {obligations.map((obligation) => (
        <Group key={obligation.id} gap="0 0.75rem">
          <ObligationState obligation={obligation} />
          <Text size="sm" component="span">
            {obligation.kind.replace("-", " ")} <OutsideId obligation={obligation} /> in{" "}
            <Link to="/connections/$key" params={{ key: obligation.connection }}>
              {obligation.connection}
            </Link>
          </Text>
          {obligation.incidents > 1 ? <Text size="sm">stands for {obligation.incidents} incidents</Text> : null}
          <Text size="sm" c="dimmed" className="mono">
            {obligation.reference}
          </Text>
          <Escalation obligation={obligation} />
          <Text size="sm" component="span">
            <Link to="/obligations/$id" params={{ id: obligation.id }}>
              why?
            </Link>
          </Text>
        </Group>
      ))}
    </section>
  );
}

function OutsideId({ obligation: { externalId, externalUrl } }: { obligation: Obligation }) {
  const url = externalUrl === null ? null : safeLink(externalUrl);
  if (url === null) {
    return (
      <Text span inherit fw={500} className="foreign">
        {externalId}
      </Text>
    );
  }
  return (
    <Anchor href={url} target="_blank" rel="noreferrer" size="sm" fw={500} className="foreign">
      {externalId ?? "there"}
    </Anchor>
  );
}

function ObligationState({ obligation }: { obligation: Obligation }) {
  const { status, externalId, statusReason } = obligation;
  if (status === "settled") return <StateBadge state={status} label="closed" />;
  if (status !== "open") return <StateBadge state={status} />;
  if (statusReason !== null) return <StateBadge state="cancelled" label={statusReason} />;
  if (externalId === null) return <StateBadge state="waiting" label="not there yet" />;
  return <StateBadge state="open" tone="progress" />;
}
