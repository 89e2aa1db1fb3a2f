import { Select, Stack, Text } from "@mantine/core";
import type { Incident, IncidentDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AskReason } from "../../components/ask-reason.tsx";
import { incidentQueries } from "./queries.ts";
import type { IncidentActs } from "./use-incident-acts.ts";

/** Chooses the incident that stands for this one, too: those of the same component first. */
export function MergeInto(props: { incident: IncidentDetail; onClose: () => void; acts: IncidentActs }) {
  const { incident, onClose } = props;
  const { merge } = props.acts;
  const unresolved = useQuery(incidentQueries.mergeable());
  const [into, setInto] = useState<string | null>(null);
  const others = (unresolved.data?.items ?? []).filter(
    (one) => one.id !== incident.id && one.mergedInto === null && one.origin === incident.origin,
  );
  const same = others.filter((one) => one.component !== null && one.component === incident.component);
  const rest = others.filter((one) => !same.includes(one));
  const groups = [
    { group: `of ${incident.componentName ?? "the same component"}`, items: same.map(toItem) },
    { group: "others", items: rest.map(toItem) },
  ].filter(({ items }) => items.length > 0);
  return (
    <AskReason
      opened
      title="Merge into another incident"
      label="Why"
      confirm="Merge"
      ready={into !== null}
      loading={merge.isPending}
      onClose={onClose}
      onConfirm={(reason) => {
        if (into !== null) merge.mutate({ into, reason }, { onSuccess: onClose });
      }}
    >
      <Stack gap="xs">
        <Text size="sm">
          What this one opened outside is closed with a link to the other's. The other's ticket stays open until both
          have ended. Its downtime is counted as before. It can be undone.
        </Text>
        <Select
          label="Into"
          required
          searchable
          data={groups}
          value={into}
          onChange={setInto}
          nothingFoundMessage="No other incident is unresolved."
        />
      </Stack>
    </AskReason>
  );
}

function toItem(one: Incident) {
  return { value: one.id, label: `${one.title} · …${one.id.slice(-6)}` };
}
