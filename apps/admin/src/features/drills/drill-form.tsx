import { Alert, Button, Checkbox, Group, NumberInput, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { ApiError, type Drill, type DrillWay } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { ChaosFields, type ChaosValue, chaosOf, chaosValue } from "./chaos-fields.tsx";
import { wayWords } from "./drill-words.ts";
import { drillQueries } from "./queries.ts";
import { RetireDrill } from "./retire-drill.tsx";
import { ScheduleFields, type ScheduleValue, scheduleOf, scheduleValue } from "./schedule-fields.tsx";

/** Makes a drill, or changes the one that is given. */
export function DrillForm({ stored }: { stored: Drill | null }) {
  const [key, setKey] = useState(stored?.key ?? "");
  const [name, setName] = useState(stored?.name ?? "");
  const [way, setWay] = useState<DrillWay>(stored?.way ?? "sample");
  const [source, setSource] = useState(stored?.source ?? null);
  const [monitor, setMonitor] = useState(stored?.monitor ?? "");
  const [component, setComponent] = useState(stored?.component ?? null);
  const [connection, setConnection] = useState(stored?.connection ?? null);
  const [open, setOpen] = useState<number | string>(stored?.openWithinSeconds ?? 120);
  const [close, setClose] = useState<number | string>(stored?.closeWithinSeconds ?? 120);
  const [schedule, setSchedule] = useState<ScheduleValue>(() => scheduleValue(stored?.schedule ?? null));
  const [chaos, setChaos] = useState<ChaosValue>(() => chaosValue(stored?.chaos ?? null));
  const sources = useQuery(drillQueries.sources()).data?.items ?? [];
  const connections = useQuery(drillQueries.connections()).data?.items ?? [];
  const components = useQuery(drillQueries.components()).data?.items ?? [];
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: () =>
      api.saveDrill({
        params: { key },
        body: {
          name,
          way,
          source: source ?? "",
          monitor: way === "page" && monitor.trim() !== "" ? monitor : null,
          component,
          connection: connection ?? "",
          openWithinSeconds: Number(open),
          closeWithinSeconds: Number(close),
          schedule: scheduleOf(schedule),
          chaos: way === "sample" ? chaosOf(chaos) : null,
          revision: stored?.revision ?? 0,
        },
      }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["drills"] });
      await navigate({ to: "/drills/$key", params: { key } });
    },
  });
  const problems = problemsOf(save.error);
  const named = (rows: readonly { key: string; name: string }[]) =>
    rows.map((row) => ({ value: row.key, label: `${row.name} (${row.key})` }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md" maw={560}>
        <TextInput
          label="A short name for the command line"
          description={stored === null ? "Such as desk-path. It can't be changed later." : "It can't be changed."}
          required
          disabled={stored !== null}
          value={key}
          error={problems.key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          label="Name"
          required
          value={name}
          error={problems.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group label="Who plays the monitoring tool" value={way} onChange={(value) => setWay(value as DrillWay)}>
          <Stack gap={6} mt={4}>
            <Radio
              value="sample"
              label={wayWords.sample}
              description="A sample of the source's sender is signed as the tool does, and sent to the source's real URL."
            />
            <Radio
              value="page"
              label={wayWords.page}
              description="It gets a URL that answers 200, and 503 while the drill runs. Let your tool watch it."
            />
          </Stack>
        </Radio.Group>
        <Select
          label="Source"
          required
          searchable
          data={named(sources)}
          value={source}
          error={problems.source}
          onChange={setSource}
        />
        {way === "page" ? (
          <TextInput
            label="Monitor"
            description="Name or id of the monitor that watches the page, as your tool sends it. All that it reports is taken as a drill: it pages nobody."
            required
            value={monitor}
            error={problems.monitor}
            onChange={(event) => setMonitor(event.currentTarget.value)}
          />
        ) : null}
        <Select
          label="Connection"
          description="Where the drill's ticket is opened and closed: a test project of the desk."
          required
          searchable
          data={named(connections)}
          value={connection}
          error={problems.connection}
          onChange={setConnection}
        />
        <Select
          label="Component"
          description="Stands in the ticket. Its ledger and its people hear nothing of a drill."
          clearable
          searchable
          data={named(components)}
          value={component}
          error={problems.component}
          onChange={setComponent}
        />
        <Group gap="md" align="flex-start">
          <NumberInput
            label="Ticket open within, seconds"
            min={5}
            max={86_400}
            allowDecimal={false}
            value={open}
            error={problems.openWithinSeconds}
            onChange={setOpen}
          />
          <NumberInput
            label="Ticket closed within, seconds"
            min={5}
            max={86_400}
            allowDecimal={false}
            value={close}
            error={problems.closeWithinSeconds}
            onChange={setClose}
          />
        </Group>
        <Checkbox
          label="Run it by itself"
          checked={schedule.isOn}
          onChange={(event) => setSchedule({ ...schedule, isOn: event.currentTarget.checked })}
        />
        {schedule.isOn ? <ScheduleFields value={schedule} onChange={setSchedule} problems={problems} /> : null}
        {way === "sample" ? (
          <Checkbox
            label="Disturb its own calls"
            description="It raises many outages at once, and shows that tickets wait, that somebody is paged, and that none is opened twice."
            checked={chaos.isOn}
            onChange={(event) => {
              const isOn = event.currentTarget.checked;
              setChaos({ ...chaos, isOn });
              // A breaker may stay open for ten minutes after the disturbance.
              if (isOn && Number(open) < 900) setOpen(900);
            }}
          />
        ) : null}
        {way === "sample" && chaos.isOn ? (
          <ChaosFields value={chaos} onChange={setChaos} problems={problems} connections={named(connections)} />
        ) : null}
        {save.error === null ? null : (
          <Alert color="red" variant="light" role="alert" title="It was not saved">
            <Text size="sm">{save.error.message}</Text>
          </Alert>
        )}
        <Group>
          <Button type="submit" variant="filled" size="sm" loading={save.isPending}>
            {stored === null ? "Make the drill" : "Save"}
          </Button>
          {stored === null ? null : <RetireDrill drill={stored} />}
        </Group>
      </Stack>
    </form>
  );
}

/** What was said about each field, by its name. */
function problemsOf(error: Error | null): Record<string, string> {
  const told = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(told.map(({ path, message }) => [path.replace(/^(body|params)\./, ""), message]));
}
