import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { ApiError, type ComponentDetail, type ComponentTimelines } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { componentQueries } from "./queries.ts";
import { TimelineFields } from "./timeline-fields.tsx";

const keyForm = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const empty: ComponentTimelines = { team: [], tier: [], cost: [], sla: [] };

/** Makes a component, or changes the one that is given: what it is called, and what held or will hold from when on. */
export function ComponentForm({ stored }: { stored: ComponentDetail | null }) {
  const teams = useQuery(componentQueries.teams()).data?.items ?? [];
  const [key, setKey] = useState(stored?.key ?? "");
  const [name, setName] = useState(stored?.name ?? "");
  const [costCentre, setCostCentre] = useState(stored?.costCentre ?? "");
  const [glAccount, setGlAccount] = useState(stored?.glAccount ?? "");
  const [timelines, setTimelines] = useState<ComponentTimelines>(stored?.timelines ?? empty);
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
      const named = {
        name: name.trim() || key,
        costCentre: costCentre.trim() || null,
        glAccount: glAccount.trim() || null,
      };
      return api.saveComponent({ params: { key }, body: { ...named, ...timelines, revision: stored?.revision ?? 0 } });
    },
    onError: (error) => setProblems((known) => ({ ...known, ...fieldProblems(error) })),
    async onSuccess() {
      await Promise.all(["components", "ledger"].map((first) => client.invalidateQueries({ queryKey: [first] })));
      await navigate({ to: "/components" });
    },
  });
  const set = (change: Partial<ComponentTimelines>) => setTimelines((before) => ({ ...before, ...change }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md" maw={720}>
        <TextInput
          label="A short name for rules and the config file"
          description={stored === null ? "Such as checkout-api. It can't be changed later." : "It can't be changed."}
          required
          disabled={stored !== null}
          maw={360}
          value={key}
          error={problems.key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          label="Name for people"
          maw={360}
          value={name}
          error={problems.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group align="flex-start">
          <TextInput
            label="Cost centre"
            value={costCentre}
            error={problems.costCentre}
            onChange={(event) => setCostCentre(event.currentTarget.value)}
          />
          <TextInput
            label="GL account"
            value={glAccount}
            error={problems.glAccount}
            onChange={(event) => setGlAccount(event.currentTarget.value)}
          />
        </Group>
        <Text size="sm">
          What is below holds from a day on, until the next line begins. A change in the past counts downtime of open
          months anew; for closed months it is posted as corrections.
        </Text>
        <TimelineFields
          legend="Owning team"
          lines={timelines.team}
          fields={[
            { name: "value", label: "Team", options: teams.map((team) => ({ value: team.key, label: team.name })) },
          ]}
          problem={(path) => problems[`team${path}`]}
          onChange={(team) => set({ team })}
          onAdd={() => ({ value: teams[0]?.key ?? "" })}
        />
        <TimelineFields
          legend="Tier"
          lines={timelines.tier.map((line) => ({ ...line, value: String(line.value) }))}
          fields={[{ name: "value", label: "Tier", options: ["1", "2", "3", "4", "5", "6", "7", "8", "9"] }]}
          problem={(path) => problems[`tier${path}`]}
          onChange={(tier) => set({ tier: tier.map((line) => ({ ...line, value: Number(line.value) })) })}
          onAdd={() => ({ value: "1" })}
        />
        <TimelineFields
          legend="Cost of downtime"
          lines={timelines.cost}
          fields={[
            { name: "perMinute", label: "A minute" },
            { name: "currency", label: "Currency" },
          ]}
          problem={(path) => problems[`cost${path}`]}
          onChange={(cost) => set({ cost })}
          onAdd={() => ({ perMinute: "", currency: timelines.cost.at(-1)?.currency ?? "EUR" })}
        />
        <TimelineFields
          legend="SLA target"
          lines={timelines.sla}
          fields={[{ name: "target", label: "Percent" }]}
          problem={(path) => problems[`sla${path}`]}
          onChange={(sla) => set({ sla })}
          onAdd={() => ({ target: "" })}
        />
        {save.error === null ? null : (
          <Alert color="red" variant="light" role="alert" title="It was not saved">
            <Text size="sm">{save.error.message}</Text>
          </Alert>
        )}
        <Group>
          <Button type="submit" variant="filled" size="sm" loading={save.isPending}>
            {stored === null ? "Make the component" : "Save"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** `body.cost[1].from` → `cost[1].from`. */
function fieldProblems(error: Error): Record<string, string> {
  const told = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(
    told.map(({ path, message }) => [path.replace(/^body\./, "").replaceAll(/\.(\d+)/g, "[$1]"), message]),
  );
}
