import { MultiSelect, Text, TextInput } from "@mantine/core";
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

/** A form for a maintenance window; times are those of the reader's zone, which stands beside them. */
export function Announce({ onClose }: { onClose: () => void }) {
  const components = useQuery(maintenanceQueries.components());
  const [chosen, setChosen] = useState<string[]>([]);
  const [opened] = useState(() => Math.ceil(Date.now() / (15 * minute)) * 15 * minute);
  const [from, setFrom] = useState(() => toLocalField(opened));
  const [to, setTo] = useState(() => toLocalField(opened + 60 * minute));
  const [announced, setAnnounced] = useState("");
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
        },
      }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: ["maintenance"] });
    },
    onError: tellFailed("It was not announced"),
  });
  const isLate = start !== null && (toldAt ?? new Date().toISOString()) > start;
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
      {isLate ? (
        <Text size="sm" mt="xs" component="div">
          <StateBadge state="late" tone="wait" label="It is announced after it begins." /> Pages are held back, but the
          ledger counts its downtime.
        </Text>
      ) : null}
    </AskReason>
  );
}
