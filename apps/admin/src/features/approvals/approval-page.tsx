import { Alert, Group, Stack, Text, Title } from "@mantine/core";
import type { Approval } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { Facts } from "../../components/facts.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { usePageTitle } from "../../components/page-title.ts";
import { RequestShown } from "../../components/request-shown.tsx";
import { RunLine, RunOutput } from "../../components/run-output.tsx";
import { SeverityMark, StateBadge } from "../../components/state-badge.tsx";
import { Stamp, Time } from "../../components/time.tsx";
import { Timeline } from "../../components/timeline.tsx";
import classes from "./approval-page.module.css";
import { Decide } from "./decide.tsx";
import { approvalQueries } from "./queries.ts";

const route = getRouteApi("/frame/approvals/$id");
const timelineShown = 8;

/** One question for a yes, made for a thumb: what would run, on what, why, and what became of it before. */
export function ApprovalPage() {
  const { id } = route.useParams();
  const approval = useQuery(approvalQueries.one(id));
  return <QueryStates query={approval}>{(found) => <Question key={found.id} approval={found} />}</QueryStates>;
}

function Question({ approval }: { approval: Approval }) {
  usePageTitle(`Run ${approval.runbook}?`);
  // Whoever is just deciding keeps what they typed, and is told what happened meanwhile when they send it.
  const [isDeciding] = useState(approval.status === "pending");
  const where = approval.componentName ?? "no component";
  return (
    <Stack gap="md" p="md" className={classes.page}>
      <div>
        <Title order={1}>
          Run {approval.runbook} for {where}?
        </Title>
        <Text size="sm" mt={4}>
          {approval.why}
          {approval.approversNeeded > 1 ? `. ${approval.approversNeeded} different people must say yes.` : "."}
        </Text>
      </div>
      <Standing approval={approval} />
      <section>
        <Title order={2}>What would run</Title>
        <RequestShown request={approval.request} what={approval.what} />
      </section>
      {approval.runs.map((run) => (
        <RunOutput key={run.id} run={run} />
      ))}
      <Why approval={approval} />
      <Before approval={approval} />
      <Asked approval={approval} />
      {isDeciding ? <Decide approval={approval} /> : null}
    </Stack>
  );
}

function Standing({ approval }: { approval: Approval }) {
  const { status, decidedAt, decidedBy, reason, followedBy } = approval;
  const said = reason === null || reason === "" ? "" : `: ${reason}`;
  switch (status) {
    case "pending":
      return (
        <Text size="sm">
          Asked <Time at={approval.askedAt} />. The time to decide is up <Time at={approval.expiresAt} />.
        </Text>
      );
    case "approved":
      return <StateBadge state="done" label={`${decidedBy} said yes${said}`} />;
    case "rejected":
      return <StateBadge state="cancelled" label={`${decidedBy} said no${said}`} />;
    case "expired":
    case "void":
      return (
        <Alert color="yellow" variant="light" title={status === "void" ? "This question stands no more" : "Too late"}>
          <Text size="sm">
            {reason}
            {decidedAt === null ? null : (
              <>
                , <Time at={decidedAt} />
              </>
            )}
            .{" "}
            {followedBy === null ? null : (
              <Link to="/approvals/$id" params={{ id: followedBy }}>
                It was asked anew: look at what would run now.
              </Link>
            )}
          </Text>
        </Alert>
      );
  }
}

function Why({ approval }: { approval: Approval }) {
  const incident = useQuery({
    ...approvalQueries.incident(approval.incidentId ?? ""),
    enabled: approval.incidentId !== null,
  });
  if (approval.incidentId === null) return null;
  return (
    <section>
      <Title order={2}>Why</Title>
      <QueryStates query={incident}>
        {(found) => (
          <Stack gap="xs">
            <Group gap="0 0.75rem">
              <Text fw={500} className="foreign" component="span">
                <Link to="/incidents/$id" params={{ id: found.id }} search={true}>
                  {found.title}
                </Link>
              </Text>
              <StateBadge state={found.status} />
              <SeverityMark severity={found.severity} />
              <Text size="sm" c="dimmed">
                since <Time at={found.openedAt} />
              </Text>
            </Group>
            <Facts
              facts={[
                ["component", approval.componentName ?? "none"],
                approval.orderedBy === null
                  ? ["rule", `${approval.rule ?? "–"}${approval.ruleSet === null ? "" : ` (v${approval.ruleSet})`}`]
                  : ["ordered by", approval.orderedBy],
              ]}
            />
            <Timeline incident={found} last={timelineShown} />
          </Stack>
        )}
      </QueryStates>
    </section>
  );
}

function Before({ approval }: { approval: Approval }) {
  return (
    <section>
      <Title order={2}>The last times that {approval.runbook} ran</Title>
      {approval.lastRuns.length === 0 ? <Text size="sm">It has never run before.</Text> : null}
      {approval.lastRuns.map((run) => (
        <RunLine key={run.id} run={run} />
      ))}
    </section>
  );
}

function Asked({ approval }: { approval: Approval }) {
  return (
    <section>
      <Title order={2}>Who was asked, and said what</Title>
      {approval.asked.length === 0 && approval.votes.length === 0 ? (
        <Text size="sm">Nobody was paged yet: whoever is an approver finds it under Approvals.</Text>
      ) : null}
      {approval.asked.map(({ person, at }) => (
        <Text size="sm" key={`${person}${at}`}>
          <Stamp at={at} /> <span className="foreign">{person}</span> was paged
        </Text>
      ))}
      {approval.votes.map(({ voter, vote, reason, at }) => (
        <Text size="sm" key={voter}>
          <Stamp at={at} /> <span className="foreign">{voter}</span> said {vote}
          {reason === "" ? "" : `: ${reason}`}
        </Text>
      ))}
    </section>
  );
}
