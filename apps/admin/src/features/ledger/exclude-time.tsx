import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AskReason } from "../../components/ask-reason.tsx";
import { TimeSpanFields } from "../../components/time-span-fields.tsx";
import { api } from "../../lib/api.ts";
import { fromLocalField, toLocalField } from "../../lib/local-time.ts";
import { ledgerQueries } from "./queries.ts";
import { useLedgerAct } from "./use-ledger-act.ts";

/** Proposes a time of a component that should not count; a second person approves it. */
export function ExcludeTime({ onClose }: { onClose: () => void }) {
  const components = useQuery(ledgerQueries.components()).data?.items ?? [];
  const [component, setComponent] = useState<string | null>(null);
  const [opened] = useState(() => Date.now());
  const [from, setFrom] = useState(() => toLocalField(opened - 60 * 60_000));
  const [to, setTo] = useState(() => toLocalField(opened));
  const [start, end] = [fromLocalField(from), fromLocalField(to)];
  const isInOrder = start !== null && end !== null && start < end;
  const propose = useLedgerAct(
    (reason: string) =>
      api.createExclusion({ body: { component: component ?? "", from: start ?? "", to: end ?? "", reason } }),
    "It waits for a second person",
  );
  return (
    <AskReason
      opened
      title="Exclude a time"
      label="Why it should not count"
      confirm="Propose"
      ready={component !== null && isInOrder}
      loading={propose.isPending}
      onClose={onClose}
      onConfirm={(reason) => propose.mutate(reason, { onSuccess: onClose })}
    >
      Downtime of this component within it leaves the ledger once a second person has approved it.
      <Select
        mt="xs"
        label="Component"
        required
        searchable
        data={components.map(({ key, name }) => ({ value: key, label: name }))}
        value={component}
        onChange={setComponent}
      />
      <TimeSpanFields
        span={{ from, to }}
        isInOrder={isInOrder}
        onChange={(span) => {
          setFrom(span.from);
          setTo(span.to);
        }}
      />
    </AskReason>
  );
}
