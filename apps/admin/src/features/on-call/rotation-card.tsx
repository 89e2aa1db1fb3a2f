import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import type { Rotation, RotationDetail, RotationLevel, Shift } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { QueryStates } from "../../components/page-states.tsx";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";
import { countEvents } from "./level-values.ts";
import { type LocalWeek, localWeeks } from "./local-weeks.ts";
import { OverrideForm } from "./override-form.tsx";
import { shortName, whenWords } from "./person-words.ts";
import { onCallQueries } from "./queries.ts";
import { ShiftCalendar } from "./shift-calendar.tsx";

const weeksShown = 4;

/** One rotation: its plan, what is wrong with it, and who is on call in the coming weeks. */
export function RotationCard({ rotation }: { rotation: Rotation }) {
  const mayChange = useMay("saveRotation");
  const [weeks] = useState(() => localWeeks(Date.now(), weeksShown));
  const from = new Date(weeks[0]?.from ?? 0).toISOString();
  const detail = useQuery(onCallQueries.rotation(rotation.key, from, weeksShown * 7 + 1));
  return (
    <Stack component="section" gap="xs" px="md" py="sm" id={`rotation-${rotation.key}`} aria-label={rotation.name}>
      <Group justify="space-between" align="baseline">
        <Group gap="sm" align="baseline">
          <Title order={3}>{rotation.name}</Title>
          <Text size="sm" c="dimmed">
            {rotation.teams.length === 0 ? "no team's on-call is by it yet" : `on-call of ${rotation.teams.join(", ")}`}
            ; hand-overs in {rotation.timeZone}
          </Text>
        </Group>
        {mayChange ? (
          <Button component={Link} to={`/on-call/${rotation.key}/edit`}>
            Change…
          </Button>
        ) : null}
      </Group>
      <Gaps rotation={rotation} />
      <QueryStates query={detail}>{(found) => <Levels rotation={found} weeks={weeks} />}</QueryStates>
    </Stack>
  );
}

function Gaps({ rotation }: { rotation: Rotation }) {
  const [first] = rotation.gaps;
  if (first === undefined) return null;
  const more = rotation.gaps.length - 1;
  return (
    <Alert color="red" variant="light" title={`Nobody is on call in level ${first.level}`} py="xs">
      <Text size="sm">
        From {whenWords(first.from)} to {whenWords(first.to)}
        {more === 0 ? "" : `, and ${more} more in the coming four weeks`}. Choose the gap below and say who takes it.
      </Text>
    </Alert>
  );
}

function Levels({ rotation, weeks }: { rotation: RotationDetail; weeks: readonly LocalWeek[] }) {
  const mayOverride = useMay("overrideRotation");
  const [chosen, choose] = useState<{ level: number; shift: Shift } | null>(null);
  return (
    <>
      {rotation.levels.map((level, index) => (
        <Stack key={index} gap={4}>
          <Text size="sm">
            <b>Level {index + 1}</b> {planWords(level)}
          </Text>
          <ShiftCalendar
            label={`${rotation.name}, level ${index + 1}`}
            weeks={weeks}
            shifts={rotation.shifts[index] ?? []}
            onChoose={mayOverride ? (shift) => choose({ level: index + 1, shift }) : null}
          />
        </Stack>
      ))}
      <Overrides rotation={rotation} mayCancel={mayOverride} />
      {chosen === null ? null : (
        <OverrideForm rotation={rotation} level={chosen.level} shift={chosen.shift} onClose={() => choose(null)} />
      )}
    </>
  );
}

function Overrides({ rotation, mayCancel }: { rotation: RotationDetail; mayCancel: boolean }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: (id: string) => api.cancelRotationOverride({ params: { key: rotation.key, id } }),
    onError: tellFailed("It still holds"),
    onSettled: () => client.invalidateQueries({ queryKey: ["on-call"] }),
  });
  const ahead = rotation.overrides.filter(({ to }) => Date.parse(to) > Date.now());
  if (ahead.length === 0) return null;
  return (
    <Stack gap={4}>
      {ahead.map(({ id, level, from, to, person, reason, by }) => (
        <Group key={id} gap="xs" wrap="wrap">
          <Text size="sm">
            <b>{shortName(person)}</b> takes level {level} from {whenWords(from)} to {whenWords(to)}: {reason} ({by})
          </Text>
          {mayCancel ? (
            <Button
              onClick={() => cancel.mutate(id)}
              loading={cancel.isPending && cancel.variables === id}
              aria-label={`Take back: ${shortName(person)} from ${whenWords(from)}`}
            >
              Take back
            </Button>
          ) : null}
        </Group>
      ))}
    </Stack>
  );
}

const dayWords = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

function planWords(level: RotationLevel): string {
  if ("calendar" in level) return `by a calendar of ${countEvents(level.calendar)}`;
  const { people, handOver } = level;
  const names = people.map((one) =>
    shortName(typeof one === "string" ? { email: one, name: null } : { email: one.email, name: one.name ?? null }),
  );
  const when =
    handOver.every === "day" ? "every day" : `every ${handOver.on === undefined ? "week" : dayWords[handOver.on]}`;
  return `${names.join(" → ")}; hand-over ${when} at ${handOver.at}`;
}
