import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { WaitingForPerson } from "@signalbox/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { SeverityMark, StateBadge } from "../../components/state-badge.tsx";
import { DraftCard } from "./draft-card.tsx";
import { approvalQueries } from "./queries.ts";
import { QuestionCard } from "./question-card.tsx";
import { UndecidedCard } from "./undecided-card.tsx";

export function ApprovalsPage() {
  const approvals = useInfiniteQuery(approvalQueries.list());
  return (
    <>
      <PageHeader title="Approvals" note="what waits for a yes or a no" />
      <QueryStates query={approvals}>
        {(data) => {
          const waiting = data.pages.flatMap((page) => page.items);
          if (waiting.length === 0) {
            return (
              <Empty title="Nothing waits for you">
                Remediations that need a yes stand here, status posts that a rule writes as drafts until they are
                published, and what Signalbox cannot tell by itself whether it was done.
              </Empty>
            );
          }
          return (
            <Stack gap="lg" p="md">
              <Kind title="Run it? It needs a yes" of={waiting.filter(({ waitsFor }) => waitsFor === "approval")} />
              <Kind title="Drafts of status posts" of={waiting.filter(({ waitsFor }) => waitsFor === "draft")} />
              <Kind
                title="Was it done? Only somebody who looks can tell"
                of={waiting.filter(({ waitsFor }) => waitsFor === "unknown-outcome")}
              />
              {approvals.hasNextPage ? (
                <Group>
                  <Button onClick={() => void approvals.fetchNextPage()} loading={approvals.isFetchingNextPage}>
                    Load more
                  </Button>
                </Group>
              ) : null}
            </Stack>
          );
        }}
      </QueryStates>
    </>
  );
}

function Kind({ title, of }: { title: string; of: WaitingForPerson[] }) {
  if (of.length === 0) return null;
  return (
    <section aria-label={title}>
      <Title order={2}>{title}</Title>
      <Stack gap="md" mt="xs">
        {of.map((waiting) => (
          <Stack key={waiting.id} gap={4} component="article">
            <About waiting={waiting} />
            <Card waiting={waiting} />
          </Stack>
        ))}
      </Stack>
    </section>
  );
}

function Card({ waiting }: { waiting: WaitingForPerson }) {
  switch (waiting.waitsFor) {
    case "approval":
      return <QuestionCard waiting={waiting} />;
    case "draft":
      return <DraftCard waiting={waiting} />;
    case "unknown-outcome":
      return <UndecidedCard waiting={waiting} />;
  }
}

function About({ waiting: { incident } }: { waiting: WaitingForPerson }) {
  if (incident === null) return <Text fw={500}>About a failure of Signalbox itself</Text>;
  return (
    <Group gap="0 0.75rem">
      <Text fw={500} className="foreign" component="span">
        <Link to="/incidents/$id" params={{ id: incident.id }}>
          {incident.title}
        </Link>
      </Text>
      <StateBadge state={incident.status} />
      <SeverityMark severity={incident.severity} />
    </Group>
  );
}
