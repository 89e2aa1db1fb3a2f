import { Group, MultiSelect, NumberInput, Select, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { AskReason } from "../../components/ask-reason.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeSpanFields } from "../../components/time-span-fields.tsx";
import { api } from "../../lib/api.ts";
import { fromLocalField, toLocalField } from "../../lib/local-time.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { maintenanceQueries } from "./queries.ts";

const minute = 60_000;
const repetitions = [
  { value: "0", label: "once" },
  { value: "1", label: "every day" },
  { value: "7", label: "every week" },
  { value: "14", label: "every 2 weeks" },
  { value: "28", label: "every 4 weeks" },
];

/** A form for a maintenance window; times are those of the reader's zone, which stands beside them. */
export function Announce({ onClose }: { onClose: () => void }) {
  const components = useQuery(maintenanceQueries.components());
  const [chosen, setChosen] = useState<string[]>([]);
  const [opened] = useState(() => Math.ceil(Date.now() / (15 * minute)) * 15 * minute);
  const [from, setFrom] = useState(() => toLocalField(opened));
  const [to, setTo] = useState(() => toLocalField(opened + 60 * minute));
  const [announced, setAnnounced] = useState("");
  const [everyDays, setEveryDays] = useState("0");
  const [times, setTimes] = useState(4);
  const [start, end] = [fromLocalField(from), fromLocalField(to)];
  const toldAt = announced === "" ? null : fromLocalField(announced);
  const isInOrder = start !== null && end !== null && start < end;
  const client = useQueryClient();
  const announce = useMutation({
    mutationFn: (reason: string) =>
      api.createMaintenanceWindow({
        body: {
          components: chosen,
          from: start ?? "",
          to: end ?? "",
          reason,
          ...(toldAt === null ? {} : { announcedAt: toldAt }),
          ...(everyDays === "0" ? {} : { repeat: { everyDays: Number(everyDays), times } }),
        },
      }),
    onSuccess: () => {
      onClose();
      return Promise.all(["maintenance", "ledger"].map((first) => client.invalidateQueries({ queryKey: [first] })));
    },
    onError: tellFailed("It was not announced"),
  });
  const now = new Date().toISOString();
  const hasBegun = start !== null && start <= now;
  const isLate = start !== null && (toldAt ?? now) > start;
  return (
    <AskReason
      opened
      title="Announce maintenance"
      label="What is done"
      confirm="Announce"
      ready={chosen.length > 0 && isInOrder && (announced === "" || toldAt !== null)}
      loading={announce.isPending}
      onClose={onClose}
      onConfirm={(reason) => announce.mutate(reason)}
    >
      Nobody is paged for these components while it lasts. Incidents are recorded as always; what still is down at its
      end is paged then.
      <MultiSelect
        mt="xs"
        size="xs"
        label="Components"
        required
        searchable
        hidePickedOptions
        data={(components.data?.items ?? []).map(({ key, name }) => ({ value: key, label: name }))}
        value={chosen}
        onChange={setChosen}
        nothingFoundMessage="There is no such component."
      />
      <TimeSpanFields
        span={{ from, to }}
        isInOrder={isInOrder}
        onChange={(span) => {
          setFrom(span.from);
          setTo(span.to);
        }}
      />
      <TextInput
        mt="xs"
        type="datetime-local"
        label="Announced"
        description="when those concerned were told; left empty: now"
        value={announced}
        onChange={(event) => setAnnounced(event.currentTarget.value)}
      />
      <Group grow mt="xs" align="flex-start">
        <Select
          label="Repeats"
          description="at the same local time, summer and winter"
          allowDeselect={false}
          data={repetitions}
          value={everyDays}
          onChange={(chosen) => setEveryDays(chosen ?? "0")}
        />
        {everyDays === "0" ? null : (
          <NumberInput
            size="xs"
            label="Times in all"
            description="each can be taken back alone"
            min={2}
            max={60}
            allowDecimal={false}
            value={times}
            onChange={(value) => setTimes(Number(value) || 2)}
          />
        )}
      </Group>
      {hasBegun ? (
        <Text size="sm" mt="xs" component="div">
          <StateBadge state="late" tone="wait" label="It has begun already." /> Pages are held back from now on. The
          ledger counts its downtime until a second person approves it as an exclusion: it is proposed under
          Corrections.
        </Text>
      ) : isLate ? (
        <Text size="sm" mt="xs" component="div">
          <StateBadge state="late" tone="wait" label="It is announced after it begins." /> Pages are held back, but the
          ledger counts its downtime.
        </Text>
      ) : null}
    </AskReason>
  );
}
