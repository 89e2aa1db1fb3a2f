import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { Contract, Customer } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts } from "../../components/facts.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { useNow } from "../../lib/use-now.ts";
import { useMay } from "../session/use-may.ts";
import { sayComposition, sayFee, sayTerm, stateOfTerms } from "./contract-words.ts";
import { customerQueries } from "./queries.ts";

const route = getRouteApi("/frame/customers/$key");

/** One customer: all terms that it has, had and will have. */
export function CustomerPage() {
  const { key } = route.useParams();
  const customer = useQuery(customerQueries.one(key));
  return (
    <QueryStates query={customer}>
      {(found) => (
        <>
          <PageHeader title={found.name} note={found.retiredAt === null ? null : <StateBadge state="retired" />}>
            <Actions customer={found} />
          </PageHeader>
          <Stack gap="lg" px="md" pb="xl">
            {found.contracts.length === 0 ? (
              <Empty title="No contract">Without one there is nothing to report to this customer.</Empty>
            ) : (
              inOrder(found.contracts).map((contract, index) => <Terms key={index} contract={contract} />)
            )}
          </Stack>
        </>
      )}
    </QueryStates>
  );
}

function Actions({ customer }: { customer: Customer }) {
  const mayChange = useMay("saveCustomer") && customer.retiredAt === null;
  const params = { key: customer.key };
  return (
    <>
      <Button renderRoot={(props) => <Link to="/ledger" search={{ customer: customer.key }} {...props} />}>
        Its downtime
      </Button>
      <Button renderRoot={(props) => <Link to="/sla/$key" params={params} {...props} />}>SLA report</Button>
      {mayChange ? (
        <Button renderRoot={(props) => <Link to="/customers/$key/edit" params={params} {...props} />}>Change…</Button>
      ) : null}
    </>
  );
}

const standing: Record<ReturnType<typeof stateOfTerms>, { tone: Tone; label: string }> = {
  now: { tone: "settled", label: "in force" },
  ahead: { tone: "wait", label: "to come" },
  past: { tone: "quiet", label: "ended" },
};

function Terms({ contract }: { contract: Contract }) {
  const names = useQuery(customerQueries.components()).data?.items ?? [];
  const state = stateOfTerms(contract, useNow());
  const nameOf = (key: string) => names.find((one) => one.key === key)?.name ?? key;
  return (
    <Stack component="section" gap={4} maw={640}>
      <Group gap="sm" align="baseline">
        <Title order={2}>{contract.components.map(nameOf).join(", ")}</Title>
        <StateBadge state={state} {...standing[state]} />
      </Group>
      <Facts
        facts={[
          ["term", sayTerm(contract)],
          ["promised", `${contract.target} %`],
          contract.components.length > 1 ? ["together", sayComposition(contract.compose)] : null,
          ["fee", sayFee(contract.fee)],
        ]}
      />
      {(contract.credits ?? []).length === 0 ? (
        <Text size="sm" c="dimmed">
          No credits are agreed.
        </Text>
      ) : (
        <ul style={{ margin: 0, paddingInlineStart: "1.25rem", fontSize: "var(--mantine-font-size-sm)" }}>
          {contract.credits?.map(({ below, percent }) => (
            <li key={below}>
              below {below} %: {percent} % of the month&apos;s fee
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function inOrder(contracts: readonly Contract[]): Contract[] {
  return contracts.toSorted((a, b) => (a.from < b.from ? 1 : -1));
}
