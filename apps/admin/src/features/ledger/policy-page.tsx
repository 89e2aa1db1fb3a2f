import { Button, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { PolicyVersion } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Facts } from "../../components/facts.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { Stamp } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";
import { ApprovalLimits } from "./approval-limits.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { policyFacts } from "./policy-words.ts";
import { ledgerQueries } from "./queries.ts";

const tones: Record<PolicyVersion["state"], Tone> = { upcoming: "wait", "in force": "settled", past: "quiet" };

/** By which rules is downtime counted, since when, and what would another rule do? */
export function PolicyPage() {
  const mayChange = useMay("changePolicy");
  const policies = useQuery({ ...ledgerQueries.policies(), refetchOnWindowFocus: false });
  const [changing, change] = useDisclosure(false);
  return (
    <>
      <PageHeader title="Policy" note="how downtime is counted; each entry names the version that it was counted by">
        <Button renderRoot={(props) => <Link to="/ledger" {...props} />}>Ledger</Button>
        {mayChange && !changing ? (
          <Button variant="filled" onClick={change.open}>
            Change…
          </Button>
        ) : null}
      </PageHeader>
      <QueryStates query={policies}>
        {({ items, changeableFrom, calendars }) => (
          <Stack gap="lg" px="md" pb="xl">
            {changing ? (
              <PolicyForm
                present={(items.find(({ state }) => state === "in force") ?? items[0]!).policy}
                changeableFrom={changeableFrom}
                calendars={calendars}
                onClose={change.close}
              />
            ) : null}
            {items.map((version) => (
              <Version key={version.version} version={version} />
            ))}
            <ApprovalLimits />
          </Stack>
        )}
      </QueryStates>
    </>
  );
}

function Version({ version }: { version: PolicyVersion }) {
  const { state, from, to, author, createdAt, policy } = version;
  return (
    <Stack gap={4} component="section">
      <Title order={2}>
        Version {version.version} <StateBadge state={state} tone={tones[state]} label={state} />
      </Title>
      <Text size="sm">
        {from === null ? "From the beginning" : <Stamp at={from} />}
        {to === null ? (
          ", until further notice"
        ) : (
          <>
            {" "}
            to <Stamp at={to} />
          </>
        )}
        {" · "}
        <Text span inherit c="dimmed">
          set by {author}, <Stamp at={createdAt} />
        </Text>
      </Text>
      <Facts facts={policyFacts(policy)} />
    </Stack>
  );
}
