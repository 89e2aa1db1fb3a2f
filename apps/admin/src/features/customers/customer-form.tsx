import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { ApiError, type Customer } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { ContractFields } from "./contract-fields.tsx";
import { contractOf, contractValues, followTerms, newContract } from "./contract-values.ts";
import { RetireCustomer } from "./retire-customer.tsx";

const keyForm = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Makes a customer with its contracts, or changes the one that is given. */
export function CustomerForm({
  stored,
  components,
}: {
  stored: Customer | null;
  components: readonly { key: string; name: string }[];
}) {
  const [key, setKey] = useState(stored?.key ?? "");
  const [name, setName] = useState(stored?.name ?? "");
  const [contracts, setContracts] = useState(() => stored?.contracts.map(contractValues) ?? [newContract(new Date())]);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: () => {
      if (!keyForm.test(key)) {
        setProblems({ key: "Lower-case letters, digits, - and _" });
        throw new Error("It needs a short name.");
      }
      setProblems({});
      const body = { name: name.trim() || key, contracts: contracts.map(contractOf), revision: stored?.revision ?? 0 };
      return api.saveCustomer({ params: { key }, body });
    },
    onError: (error) => setProblems((known) => ({ ...known, ...fieldProblems(error) })),
    async onSuccess() {
      await Promise.all(["customers", "sla"].map((first) => client.invalidateQueries({ queryKey: [first] })));
      await navigate({ to: "/customers/$key", params: { key } });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md" maw={720}>
        <TextInput
          label="A short name for the config file and exports"
          description={stored === null ? "Such as acme. It can't be changed later." : "It can't be changed."}
          required
          disabled={stored !== null}
          maw={360}
          value={key}
          error={problems.key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          label="Name, as it stands on reports"
          maw={360}
          value={name}
          error={problems.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {contracts.map((contract, index) => (
          <ContractFields
            key={index}
            number={index + 1}
            value={contract}
            components={components}
            problem={(path) => problemOf(problems, `contracts[${index}].${path}`)}
            onChange={(value) => setContracts((all) => all.map((one, place) => (place === index ? value : one)))}
            onFollow={() =>
              setContracts((all) =>
                all.flatMap((one, place) => (place === index ? followTerms(one, new Date()) : [one])),
              )
            }
            onRemove={() => setContracts((all) => all.filter((_, place) => place !== index))}
          />
        ))}
        {save.error === null ? null : (
          <Alert color="red" variant="light" role="alert" title="It was not saved">
            <Text size="sm">{save.error.message}</Text>
          </Alert>
        )}
        <Group>
          <Button type="submit" variant="filled" size="sm" loading={save.isPending}>
            {stored === null ? "Make the customer" : "Save"}
          </Button>
          <Button size="sm" onClick={() => setContracts((all) => [...all, newContract(new Date())])}>
            Add a contract
          </Button>
          {stored === null ? null : <RetireCustomer customer={stored} />}
        </Group>
      </Stack>
    </form>
  );
}

/** `body.contracts.0.fee.amount` → `contracts[0].fee.amount`. */
function fieldProblems(error: Error): Record<string, string> {
  const told = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(
    told.map(({ path, message }) => [path.replace(/^body\./, "").replaceAll(/\.(\d+)/g, "[$1]"), message]),
  );
}

/** A problem of the field, or of a part of it that has no field of its own. */
function problemOf(problems: Record<string, string>, path: string): string | undefined {
  const found = Object.keys(problems).find((place) => place === path || place.startsWith(`${path}[`));
  return found === undefined ? undefined : problems[found];
}
