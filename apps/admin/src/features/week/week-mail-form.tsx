import { Button, Checkbox, Group, Select, Stack, TagsInput, Text, TextInput, Title } from "@mantine/core";
import { drillDays, type WeekMail } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { api } from "../../lib/api.ts";
import { minuteTime } from "../../lib/format-time.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";
import { weekQueries } from "./queries.ts";

const dayNames: Record<(typeof drillDays)[number], string> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

const states: Record<NonNullable<WeekMail["last"]>["state"], { tone: Tone; label: string }> = {
  waiting: { tone: "wait", label: "is tried again" },
  sending: { tone: "progress", label: "is being sent" },
  sent: { tone: "settled", label: "sent" },
  failed: { tone: "act", label: "not sent" },
  unknown: { tone: "act", label: "nobody knows whether it was sent" },
};

/** When and to whom the page is sent by e-mail. */
export function WeekMailForm({ mail }: { mail: WeekMail }) {
  const may = useMay("setWeekMail");
  const connections = useQuery(weekQueries.connections()).data ?? [];
  const [isOn, setOn] = useState(mail.schedule !== null);
  const [value, setValue] = useState(mail.schedule ?? { connection: "", to: [], day: "mon" as const, at: "08:00" });
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => api.setWeekMail({ body: { schedule: isOn ? value : null } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["settings", "week"] }),
    onError: tellFailed("It was not changed"),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs" px="md" pb="lg" align="flex-start">
        <Title order={2}>By e-mail</Title>
        <Said mail={mail} />
        {may && connections.length === 0 ? (
          <Text size="sm">
            It needs a connection of the kind E-mail (SMTP): <Link to="/connections">add one</Link>.
          </Text>
        ) : null}
        {may && connections.length > 0 ? (
          <>
            <Checkbox label="Send this page" checked={isOn} onChange={(event) => setOn(event.currentTarget.checked)} />
            {isOn ? (
              <>
                <Select
                  label="By"
                  required
                  data={connections.map(({ key, name }) => ({ value: key, label: name }))}
                  value={value.connection || null}
                  onChange={(connection) => setValue({ ...value, connection: connection ?? "" })}
                />
                <TagsInput
                  label="To"
                  description="addresses; press Enter after each"
                  required
                  w="100%"
                  maw={420}
                  value={value.to}
                  onChange={(to) => setValue({ ...value, to })}
                />
                <Group align="flex-end">
                  <Select
                    label="On"
                    allowDeselect={false}
                    data={drillDays.map((day) => ({ value: day, label: dayNames[day] }))}
                    value={value.day}
                    onChange={(day) => setValue({ ...value, day: day ?? "mon" })}
                  />
                  <TextInput
                    label={`At, in ${mail.timeZone}`}
                    type="time"
                    required
                    value={value.at}
                    onChange={(event) => setValue({ ...value, at: event.currentTarget.value })}
                  />
                </Group>
              </>
            ) : null}
            <Button type="submit" loading={save.isPending}>
              Save when it is sent
            </Button>
          </>
        ) : null}
      </Stack>
    </form>
  );
}

function Said({ mail: { schedule, nextDueAt, last } }: { mail: WeekMail }) {
  return (
    <>
      <Text size="sm">
        {schedule === null || nextDueAt === null
          ? "It is not sent."
          : `Next on ${minuteTime(nextDueAt)} to ${schedule.to.join(", ")}.`}
      </Text>
      {last === null ? null : (
        <Group gap="xs">
          <Text size="sm">The one of {minuteTime(last.dueAt)}:</Text>
          <StateBadge state={last.state} tone={states[last.state].tone} label={states[last.state].label} />
          {last.reason === null ? null : <Text size="sm">{last.reason}</Text>}
        </Group>
      )}
    </>
  );
}
