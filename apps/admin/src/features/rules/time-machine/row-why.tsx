import { Drawer, Stack, Text, Title } from "@mantine/core";
import type { TimeMachineWhy } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RuleAnswerView } from "../../../components/decision-table.tsx";
import { QueryStates } from "../../../components/page-states.tsx";
import { Stamp } from "../../../components/time.tsx";
import { timeMachineQueries } from "./queries.ts";

/** Why a row differs: its reason, and what each rule of both says of its event. */
export function RowWhy({ run, number, onClose }: { run: string; number: number; onClose: () => void }) {
  const why = useQuery(timeMachineQueries.why(run, number));
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title="Why">
      <QueryStates query={why}>{(found) => <Reasons why={found} />}</QueryStates>
    </Drawer>
  );
}

function Reasons({ why }: { why: TimeMachineWhy }) {
  const { row, change, live, draft } = why;
  return (
    <Stack gap="md">
      <div>
        <Text size="sm">
          {row.kind} → <span className="foreign">{row.connection}</span>, {row.outcome}
          {row.isNight ? ", at night" : ""}: it would go out <Stamp at={row.at} />
        </Text>
        <Text size="sm" mt={4} className="foreign">
          {row.reason}.
        </Text>
        <Text size="sm" mt={4}>
          <Link to="/incidents/$id" params={{ id: row.incidentId }}>
            The incident
          </Link>{" "}
          was {change} then; this is what the rules say of that event, by what they saw.
        </Text>
      </div>
      <Side title="The draft" side={draft} />
      <Side title="What is live" side={live} />
    </Stack>
  );
}

function Side({ title, side }: { title: string; side: TimeMachineWhy["live"] }) {
  return (
    <section>
      <Title order={3}>{title}</Title>
      <Stack gap={6}>
        {side.rules.length === 0 ? <Text size="sm">No rule is for this change.</Text> : null}
        {side.rules.map((rule) => (
          <RuleAnswerView key={rule.rule} rule={rule} />
        ))}
        {side.note === null ? null : (
          <Text size="sm" c="dimmed">
            otherwise: {side.note}
          </Text>
        )}
      </Stack>
    </section>
  );
}
