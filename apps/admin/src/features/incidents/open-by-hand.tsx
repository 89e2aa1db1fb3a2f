import { Button, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { AskReason } from "../../components/ask-reason.tsx";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";
import { incidentQueries } from "./queries.ts";

const severities = ["critical", "high", "medium", "low", "info"] as const;

/** Opens what no monitoring tool has seen. */
export function OpenByHand() {
  const may = useMay("openIncident");
  const [opened, form] = useDisclosure(false);
  if (!may) return null;
  return (
    <>
      <Button onClick={form.open}>Open by hand…</Button>
      {opened ? <OpenForm onClose={form.close} /> : null}
    </>
  );
}

function OpenForm({ onClose }: { onClose: () => void }) {
  const components = useQuery(incidentQueries.components());
  const [component, setComponent] = useState<string | null>(null);
  const [severity, setSeverity] = useState<string | null>("high");
  const [title, setTitle] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: (reason: string) =>
      api.openIncident({
        body: {
          component: component ?? "",
          severity: severities.find((one) => one === severity) ?? "high",
          title: title.trim(),
          reason,
        },
      }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["incidents"] });
      onClose();
      await navigate({ to: "/incidents/$id", params: { id: made.id }, search: true });
    },
    onError: tellFailed("It was not opened"),
  });
  return (
    <AskReason
      opened
      title="Open an incident by hand"
      label="How is it known"
      confirm="Open it"
      ready={component !== null && title.trim() !== ""}
      loading={open.isPending}
      onClose={onClose}
      onConfirm={(reason) => open.mutate(reason)}
    >
      The rules take it like any other: tickets are opened, people are paged. It ends when somebody resolves it.
      <TextInput
        mt="xs"
        label="What is wrong"
        required
        maxLength={255}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Select
        mt="xs"
        label="Component"
        required
        searchable
        data={(components.data?.items ?? []).map(({ key, name }) => ({ value: key, label: name }))}
        value={component}
        onChange={setComponent}
        nothingFoundMessage="There is no such component."
      />
      <Select
        mt="xs"
        label="Severity"
        required
        allowDeselect={false}
        data={[...severities]}
        value={severity}
        onChange={setSeverity}
      />
    </AskReason>
  );
}
