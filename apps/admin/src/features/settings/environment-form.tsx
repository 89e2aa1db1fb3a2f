import { Button, Checkbox, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import type { LiveSettings } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";

export function EnvironmentForm({ environment }: { environment: LiveSettings["environment"] }) {
  const may = useMay("nameEnvironment");
  const [name, setName] = useState(environment.name);
  const [production, setProduction] = useState(environment.production);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => api.nameEnvironment({ body: { name: name.trim(), production } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["settings"] }),
    onError: tellFailed("The name was not changed"),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs" align="flex-start">
        <Title order={2}>Name of this installation</Title>
        <TextInput
          label="Name"
          description="Stands at the top of every page, so that nobody takes one installation for another."
          placeholder="staging"
          maxLength={40}
          maw={320}
          w="100%"
          readOnly={!may}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          label="Production: a red band shows it"
          disabled={!may}
          checked={production}
          onChange={(event) => setProduction(event.currentTarget.checked)}
        />
        {may ? (
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save the name
            </Button>
            {save.isSuccess ? <Text size="sm">Saved.</Text> : null}
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}
