import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Exclusion } from "@signalbox/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Stamp } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { sessionQueries } from "../session/queries.ts";
import { useMay } from "../session/use-may.ts";
import { AdjustmentLines, approvalStates } from "./adjustment-lines.tsx";
import { ExcludeTime } from "./exclude-time.tsx";
import { ledgerQueries } from "./queries.ts";
import { useLedgerAct } from "./use-ledger-act.ts";

/** What did people change of what was measured, and what still needs a second person? */
export function CorrectionsPage() {
  const mayExclude = useMay("createExclusion");
  const seesAdjustments = useMay("listAdjustments");
  const [excluding, exclude] = useDisclosure(false);
  const adjustments = useInfiniteQuery({ ...ledgerQueries.adjustments({}), enabled: seesAdjustments });
  const exclusions = useInfiniteQuery(ledgerQueries.exclusions());
  return (
    <>
      <PageHeader title="Corrections" note="of the ledger, by people, with their reasons">
        <Button renderRoot={(props) => <Link to="/ledger" {...props} />}>Ledger</Button>
        {mayExclude ? (
          <Button variant="filled" onClick={exclude.open}>
            Exclude a time…
          </Button>
        ) : null}
      </PageHeader>
      {seesAdjustments ? (
        <Section title="Adjusted entries">
          <QueryStates query={adjustments}>
            {(data) => {
              const all = data.pages.flatMap((page) => page.items);
              return all.length === 0 ? (
                <Text size="sm" c="dimmed">
                  None: every entry says what was received. An entry is adjusted on its own page.
                </Text>
              ) : (
                <AdjustmentLines adjustments={all} named />
              );
            }}
          </QueryStates>
          <More query={adjustments} />
        </Section>
      ) : null}
      <Section title="Excluded times">
        <QueryStates query={exclusions}>
          {(data) => {
            const all = data.pages.flatMap((page) => page.items);
            return all.length === 0 ? (
              <Text size="sm" c="dimmed">
                None. A time that was a customer&apos;s own fault, or maintenance announced too late, is excluded here.
              </Text>
            ) : (
              all.map((exclusion) => <ExclusionLine key={exclusion.id} exclusion={exclusion} />)
            );
          }}
        </QueryStates>
        <More query={exclusions} />
      </Section>
      {excluding ? <ExcludeTime onClose={exclude.close} /> : null}
    </>
  );
}

function More({ query }: { query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown } }) {
  if (!query.hasNextPage) return null;
  return (
    <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      Load more
    </Button>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Stack gap="sm" component="section" px="md" pb="lg" align="flex-start">
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  );
}

function ExclusionLine({ exclusion }: { exclusion: Exclusion }) {
  const me = useQuery(sessionQueries.me());
  const mayApprove = useMay("approveExclusion");
  const params = { id: exclusion.id };
  const approve = useLedgerAct(() => api.approveExclusion({ params }), "Approved: its time does not count");
  const withdraw = useLedgerAct(() => api.withdrawExclusion({ params }), "Withdrawn: its time counts");
  const { tone, label } = approvalStates[exclusion.state];
  const isWaiting = exclusion.state === "waiting";
  return (
    <div>
      <Group gap="0 0.75rem">
        <StateBadge
          state={exclusion.state}
          tone={tone}
          label={exclusion.state === "effective" ? "does not count" : label}
        />
        <Text size="sm" fw={500}>
          {exclusion.component}
        </Text>
        <Text size="sm">
          <Stamp at={exclusion.from} /> – <Stamp at={exclusion.to} />
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {exclusion.by}, <Stamp at={exclusion.at} />: {exclusion.reason}
        {exclusion.approvedBy === null ? "" : ` · approved by ${exclusion.approvedBy}`}
        {exclusion.withdrawnBy === null ? "" : ` · withdrawn by ${exclusion.withdrawnBy}`}
      </Text>
      {mayApprove && exclusion.state !== "withdrawn" ? (
        <Group gap="xs" mt={4}>
          {isWaiting && me.data?.email === exclusion.by ? (
            <Text size="sm">Somebody else must approve it.</Text>
          ) : isWaiting ? (
            <Button variant="filled" loading={approve.isPending} onClick={() => approve.mutate()}>
              Approve
            </Button>
          ) : null}
          <Button loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            Withdraw
          </Button>
        </Group>
      ) : null}
    </div>
  );
}
