import { Select, Stack, Text, TextInput } from "@mantine/core";
import type { Adjustment, LedgerEntry } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AskReason } from "../../components/ask-reason.tsx";
import { api } from "../../lib/api.ts";
import { CostChange } from "./cost-change.tsx";
import type { ZonedEntry } from "./ledger-time.tsx";
import { ledgerQueries } from "./queries.ts";
import { useLedgerAct } from "./use-ledger-act.ts";

type Field = Adjustment["field"];

const fields: { value: Field; label: string }[] = [
  { value: "startedAt", label: "when it began" },
  { value: "endedAt", label: "when it ended" },
  { value: "impact", label: "how bad it was" },
  { value: "status", label: "whether it counts at all" },
  { value: "component", label: "which component it was" },
];

/** Changes what an entry says. What that would cost or save is shown before it is made. */
export function AdjustEntry({ entry, onClose }: { entry: ZonedEntry; onClose: () => void }) {
  const [field, setField] = useState<Field>("startedAt");
  const [to, setTo] = useState(entry.startedLocal);
  const isChosen = to.trim() !== "" && to !== present(entry, field);
  const preview = useQuery({
    queryKey: ["ledger", "preview", entry.id, field, to],
    queryFn: ({ signal }) =>
      api.previewAdjustment({ body: { entryId: entry.id, field, to, reason: "preview" } }, { signal }),
    enabled: isChosen,
    retry: false,
  });
  const adjust = useLedgerAct(
    (reason: string) => api.createAdjustment({ body: { entryId: entry.id, field, to, reason } }),
    preview.data?.needsApproval ? "It waits for a second person" : "Adjusted",
  );
  const choose = (chosen: Field) => {
    setField(chosen);
    setTo(chosen === "startedAt" || chosen === "endedAt" ? present(entry, chosen) : "");
  };
  return (
    <AskReason
      opened
      title="Adjust this entry"
      label="Why"
      confirm="Adjust"
      ready={isChosen && preview.isSuccess}
      loading={adjust.isPending}
      onClose={onClose}
      onConfirm={(reason) => adjust.mutate(reason, { onSuccess: onClose })}
    >
      What was received stays as it is; who changed what, and why, stays beside it.
      <Stack mt="xs" gap="xs">
        <Select
          label="What is wrong"
          data={fields}
          value={field}
          allowDeselect={false}
          onChange={(value) => choose(value as Field)}
        />
        <NewValue entry={entry} field={field} value={to} onChange={setTo} />
      </Stack>
      <Text size="sm" mt="xs" role="status">
        {!isChosen ? "Nothing is changed yet." : null}
        {isChosen && preview.isPending ? "Counting…" : null}
        {preview.isError && isChosen ? (
          <span style={{ color: "var(--signal-act)" }}>{preview.error.message}</span>
        ) : null}
        {isChosen && preview.data !== undefined ? (
          <>
            <CostChange change={preview.data.costChange} />
            {preview.data.needsApproval ? ": a second person must approve it before it counts." : "."}
          </>
        ) : null}
      </Text>
    </AskReason>
  );
}

function present(entry: LedgerEntry, field: Field): string {
  switch (field) {
    case "startedAt":
      return entry.startedLocal;
    case "endedAt":
      return entry.endedLocal ?? "";
    case "impact":
      return entry.impact;
    case "status":
      return entry.status;
    case "component":
      return entry.componentKey;
  }
}

function NewValue(props: { entry: ZonedEntry; field: Field; value: string; onChange: (value: string) => void }) {
  const { entry, field, value, onChange } = props;
  const components = useQuery(ledgerQueries.components()).data?.items ?? [];
  if (field === "startedAt" || field === "endedAt") {
    return (
      <TextInput
        label="Right is"
        description={`by the clock of ${entry.timeZone}, with its distance to UTC: ${entry.startedLocal}`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
      />
    );
  }
  const options =
    field === "impact"
      ? ["outage", "degraded"]
      : field === "status"
        ? [
            { value: "void", label: "it does not count" },
            { value: "final", label: "it counts" },
          ]
        : components.map(({ key, name }) => ({ value: key, label: name }));
  return (
    <Select
      label="Right is"
      data={options}
      value={value === "" ? null : value}
      onChange={(chosen) => onChange(chosen ?? "")}
      searchable={field === "component"}
    />
  );
}
