import { Button, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import type { Coverage } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { PageHeader } from "../../../components/page-header.tsx";
import { Empty, QueryStates } from "../../../components/page-states.tsx";
import { type Column, RowTable } from "../../../components/row-table.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { toLocalField } from "../../../lib/local-time.ts";
import { componentQueries } from "../../components/queries.ts";
import { MomentAnswers } from "./moment-answers.tsx";
import { coverageQueries } from "./queries.ts";
import type { CoverageSearch } from "./search-params.ts";
import { WeekGrid } from "./week-grid.tsx";

const route = getRouteApi("/frame/rules/coverage");

const changes = ["opened", "reopened", "acknowledged", "updated", "resolved"];
const severities = ["critical", "high", "medium", "low", "info", "unknown"];

/** Who is told when something fails, and when is nobody? */
export function CoveragePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const of = search.of ?? "live";
  const components = useQuery(componentQueries.all());
  const gaps = useQuery(coverageQueries.gaps(of));
  const set = (change: CoverageSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <>
      <PageHeader
        title="Coverage"
        note={
          <StateBadge
            state={of}
            tone={of === "live" ? "settled" : "wait"}
            label={of === "live" ? "live rules" : "the draft"}
          />
        }
      >
        <Button onClick={() => set({ of: of === "live" ? "draft" : undefined })}>
          {of === "live" ? "Of the draft" : "Of the live rules"}
        </Button>
        <Button component={Link} to="/rules">
          Rules
        </Button>
      </PageHeader>
      <Stack gap="lg" px="md" pb="xl">
        <QueryStates query={components}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No components">
                Say what your business runs under <span className="mono">components:</span> in the config file: who is
                told depends on them.
              </Empty>
            ) : (
              <Asked search={search} components={items} set={set} />
            )
          }
        </QueryStates>
        <QueryStates query={gaps}>{(found) => <Findings found={found} />}</QueryStates>
      </Stack>
    </>
  );
}

function Asked(props: {
  search: CoverageSearch;
  components: readonly { key: string; name: string; tier: number | null }[];
  set: (change: CoverageSearch) => void;
}) {
  const { search, components, set } = props;
  const first = components.find(({ tier }) => tier === 1) ?? components[0]!;
  const { component = first.key, change = "opened", severity = "critical" } = search;
  const at = search.at ?? toLocalField(Date.now());
  const question = { of: search.of ?? ("live" as const), component, change, severity };
  const week = useQuery(coverageQueries.week(question, at.slice(0, 10)));
  const moment = useQuery(coverageQueries.moment(question, at));
  return (
    <section>
      <Title order={2}>Who is told if it fails?</Title>
      <Group gap="sm" my="xs" align="flex-end">
        <Select
          label="Component"
          data={components.map(({ key, name, tier }) => ({
            value: key,
            label: tier === null ? name : `${name}, tier ${tier}`,
          }))}
          value={component}
          onChange={(key) => set({ component: key ?? undefined })}
          allowDeselect={false}
          searchable
          w={260}
        />
        <Select
          label="Change"
          data={changes}
          value={change}
          onChange={(value) => set({ change: (value ?? undefined) as CoverageSearch["change"] })}
          allowDeselect={false}
          w={150}
        />
        <Select
          label="Severity"
          data={severities}
          value={severity}
          onChange={(value) => set({ severity: (value ?? undefined) as CoverageSearch["severity"] })}
          allowDeselect={false}
          w={140}
        />
        <TextInput
          type="datetime-local"
          label="When, by the clock there"
          value={at}
          onChange={(event) => set({ at: event.currentTarget.value.slice(0, 16) })}
        />
      </Group>
      <QueryStates query={moment}>{(found) => <MomentAnswers found={found} at={at} />}</QueryStates>
      <QueryStates query={week}>
        {(found) => <WeekGrid week={found} at={at} onPick={(picked) => set({ at: picked })} />}
      </QueryStates>
    </section>
  );
}

function Findings({ found }: { found: Coverage }) {
  return (
    <>
      <section>
        <Title order={2}>Tier 1 without a page</Title>
        <Text size="sm" c="dimmed" mb="xs">
          A critical outage that opens in the next seven days, or in the week in which the clocks change next; each
          quarter of an hour, in {found.timeZone}.
        </Text>
        {found.gaps.length === 0 ? (
          <StateBadge
            state="covered"
            tone={found.components === 0 ? "quiet" : "settled"}
            label={found.components === 0 ? "no component is of tier 1" : "somebody is always paged"}
          />
        ) : (
          <RowTable
            inside
            label="Tier 1 without a page"
            rows={found.gaps}
            rowKey={(gap) => `${gap.component} ${gap.from} ${gap.why}`}
            columns={gapColumns(found.timeZone)}
          />
        )}
      </section>
      <section>
        <Title order={2}>Rules that can never fire</Title>
        {found.idle.length === 0 ? (
          <StateBadge state="none" tone="settled" label="none found" />
        ) : (
          <RowTable
            inside
            label="Rules that can never fire"
            rows={found.idle}
            rowKey={({ rule, message }) => `${rule} ${message}`}
            columns={[
              { key: "rule", head: "Rule", cell: ({ rule }) => <b className="foreign">{rule}</b> },
              { key: "why", head: "Why", wraps: true, lead: true, cell: ({ message }) => message },
            ]}
          />
        )}
      </section>
    </>
  );
}

function gapColumns(timeZone: string): Column<Coverage["gaps"][number]>[] {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return [
    { key: "component", head: "Component", cell: ({ name }) => name },
    {
      key: "from",
      head: "From",
      named: true,
      cell: ({ from }) => <time dateTime={from}>{clock.format(new Date(from))}</time>,
    },
    { key: "to", head: "To", named: true, cell: ({ to }) => <time dateTime={to}>{clock.format(new Date(to))}</time> },
    { key: "why", head: "Why", lead: true, wraps: true, cell: ({ why }) => why },
  ];
}
