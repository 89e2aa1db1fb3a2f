import { NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import type { IncidentDetail, Runbook } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { AskReason } from "../../components/ask-reason.tsx";
import { api } from "../../lib/api.ts";
import { runQueries } from "../../lib/run-queries.ts";
import { tellFailed } from "../../lib/tell-failed.ts";

const nameOf = ({ connection, key }: Runbook) => `${connection}/${key}`;

/** Chooses a known fix among those that there are, with the arguments that it takes. */
export function OrderRemediation({ incident, onClose }: { incident: IncidentDetail; onClose: () => void }) {
  const runbooks = useQuery(runQueries.runbooks());
  const usable = (runbooks.data?.items ?? []).filter(({ problem }) => problem === null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [given, setGiven] = useState<Record<string, string>>({});
  const runbook = usable.find((one) => nameOf(one) === chosen);
  const client = useQueryClient();
  const order = useMutation({
    mutationFn: ({ of, reason }: { of: Runbook; reason: string }) =>
      api.orderRemediation({
        params: { id: incident.id },
        body: { connection: of.connection, runbook: of.key, arguments: given, reason },
      }),
    onSuccess: onClose,
    onError: tellFailed("It was not ordered"),
    onSettled: () => client.invalidateQueries({ queryKey: ["incidents"] }),
  });
  const isFilled =
    runbook?.parameters.every(({ name, default: usual }) => usual !== null || (given[name] ?? "") !== "") ?? false;
  return (
    <AskReason
      opened
      title="Run a known fix"
      label="Why"
      confirm={runbook?.destructive ? "Ask for a yes" : "Run it"}
      ready={isFilled}
      loading={order.isPending}
      onClose={onClose}
      onConfirm={(reason) => runbook && order.mutate({ of: runbook, reason })}
    >
      <Stack gap="xs">
        <Select
          label="Fix"
          required
          searchable
          data={usable.map((one) => ({ value: nameOf(one), label: `${one.name} (${one.connection})` }))}
          value={chosen}
          onChange={(value) => {
            setChosen(value);
            setGiven({});
          }}
          nothingFoundMessage="There is none: see docs/guides/remediation.md."
        />
        {runbook === undefined ? null : (
          <Text size="sm" c="dimmed">
            {runbook.about === "" ? null : `${runbook.about} `}
            {runbook.destructive ? "It is destructive: somebody else must say yes before it runs." : "It runs at once."}
          </Text>
        )}
        {runbook?.parameters.map((parameter) => (
          <Argument
            key={parameter.name}
            parameter={parameter}
            value={given[parameter.name] ?? parameter.default ?? ""}
            onChange={(value) => setGiven((before) => ({ ...before, [parameter.name]: value }))}
          />
        ))}
      </Stack>
    </AskReason>
  );
}

function Argument(props: {
  parameter: Runbook["parameters"][number];
  value: string;
  onChange: (value: string) => void;
}) {
  const { parameter, value, onChange } = props;
  const { name, about, type, pattern, least, most } = parameter;
  const common = { label: name, required: parameter.default === null };
  if (type === "choice") {
    return (
      <Select
        {...common}
        {...(about === null ? {} : { description: about })}
        data={parameter.of}
        value={value === "" ? null : value}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  }
  if (type === "integer") {
    return (
      <NumberInput
        {...common}
        size="xs"
        description={about ?? `from ${least} to ${most}`}
        value={value}
        allowDecimal={false}
        onChange={(next) => onChange(String(next))}
      />
    );
  }
  return (
    <TextInput
      {...common}
      description={about ?? `like ${pattern}`}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
