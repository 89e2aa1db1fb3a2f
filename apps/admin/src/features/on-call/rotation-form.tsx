import { Alert, Button, Group, MultiSelect, Select, Stack, Text, TextInput } from "@mantine/core";
import { ApiError, type RotationDetail, type Team } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { localZone } from "../../lib/local-time.ts";
import { LevelFields } from "./level-fields.tsx";
import { levelOf, levelValues, newLevel } from "./level-values.ts";
import { RetireRotation } from "./retire-rotation.tsx";

const keyForm = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Makes a rotation, or changes the one that is given. */
export function RotationForm({ stored, teams }: { stored: RotationDetail | null; teams: readonly Team[] }) {
  const [key, setKey] = useState(stored?.key ?? "");
  const [name, setName] = useState(stored?.name ?? "");
  const [timeZone, setTimeZone] = useState(stored?.timeZone ?? localZone());
  const [levels, setLevels] = useState(
    () => stored?.levels.map((level) => levelValues(level, new Date())) ?? [newLevel(new Date())],
  );
  const [chosen, setChosen] = useState<string[]>(stored?.teams ?? []);
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
      const body = { name: name.trim() || key, timeZone, levels: levels.map(levelOf), teams: chosen };
      return api.saveRotation({ params: { key }, body: { ...body, revision: stored?.revision ?? 0 } });
    },
    onError: (error) => setProblems((known) => ({ ...known, ...fieldProblems(error) })),
    async onSuccess() {
      await Promise.all(["on-call", "teams"].map((first) => client.invalidateQueries({ queryKey: [first] })));
      await navigate({ to: "/on-call" });
    },
  });
  const asked = teams.filter(({ key: team, onCall }) => chosen.includes(team) && onCall?.connection !== undefined);
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
          description={stored === null ? "Such as payments. It can't be changed later." : "It can't be changed."}
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
        <MultiSelect
          label="Teams"
          description="whose on-call it says"
          searchable
          hidePickedOptions
          data={teams.map((team) => ({ value: team.key, label: team.name }))}
          value={chosen}
          onChange={setChosen}
          nothingFoundMessage="There is no such team."
        />
        {asked.length === 0 ? null : (
          <Text size="sm">
            {asked.map((team) => team.name).join(", ")}: who is on call is asked of another system until now; that ends.
          </Text>
        )}
        <Select
          label="Time zone"
          description="hand-overs are at its local time, summer and winter"
          searchable
          required
          maw={360}
          data={[...new Set(["UTC", timeZone, ...Intl.supportedValuesOf("timeZone")])]}
          value={timeZone}
          error={problems.timeZone}
          onChange={(value) => setTimeZone(value ?? "UTC")}
          allowDeselect={false}
          limit={50}
        />
        {levels.map((level, index) => (
          <LevelFields
            key={index}
            number={index + 1}
            value={level}
            problem={(path) => problemOf(problems, `levels[${index}].${path}`)}
            onChange={(value) => setLevels((all) => all.map((one, place) => (place === index ? value : one)))}
            onRemove={levels.length === 1 ? null : () => setLevels((all) => all.filter((_, place) => place !== index))}
          />
        ))}
        {save.error === null ? null : (
          <Alert color="red" variant="light" role="alert" title="It was not saved">
            <Text size="sm">{save.error.message}</Text>
          </Alert>
        )}
        <Group>
          <Button type="submit" variant="filled" size="sm" loading={save.isPending}>
            {stored === null ? "Make the rotation" : "Save"}
          </Button>
          {levels.length < 9 ? (
            <Button size="sm" onClick={() => setLevels((all) => [...all, newLevel(new Date())])}>
              Add a level
            </Button>
          ) : null}
          {stored === null ? null : <RetireRotation rotation={stored} />}
        </Group>
      </Stack>
    </form>
  );
}

/** `body.levels[0].people[1]` is a problem of `levels[0].people`. */
function fieldProblems(error: Error): Record<string, string> {
  const told = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(
    told.map(({ path, message }) => [path.replace(/^body\./, "").replaceAll(/\.(\d+)/g, "[$1]"), message]),
  );
}

function problemOf(problems: Record<string, string>, path: string): string | undefined {
  const found = Object.keys(problems).find(
    (place) => place === path || place.startsWith(path) || (path.startsWith(`${place}.`) && !/\]$/.test(place)),
  );
  return found === undefined ? undefined : problems[found];
}
