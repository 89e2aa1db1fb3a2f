import { Alert, Button, Fieldset, Group, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { ApiError, type LedgerPolicy } from "@signalbox/contract";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { PolicyEffect } from "./policy-effect.tsx";
import { severities } from "./policy-words.ts";

const impacts = ["outage", "degraded", "none"];

/** Another policy from a day on. What it would do to this month stands below the fields while they are filled in. */
export function PolicyForm(props: {
  present: LedgerPolicy;
  changeableFrom: string | null;
  calendars: readonly string[];
  onClose: () => void;
}) {
  const { present, changeableFrom, calendars, onClose } = props;
  const [policy, setPolicy] = useState(present);
  const [from, setFrom] = useState(() => firstOfMonth(new Date(), present.timeZone));
  const set = (change: Partial<LedgerPolicy>) => setPolicy((before) => ({ ...before, ...change }));
  const isChanged = JSON.stringify(policy) !== JSON.stringify(present);
  const body = { policy, from };
  const preview = useQuery({
    queryKey: ["ledger", "policy-preview", body],
    queryFn: ({ signal }) => api.previewPolicy({ body }, { signal }),
    enabled: isChanged && from !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => api.changePolicy({ body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["ledger"] });
      onClose();
    },
  });
  const problems = problemsOf(preview.error ?? save.error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Fieldset legend="Change the policy">
        <Stack gap="md" maw={900}>
          <Group align="flex-start">
            <TextInput
              type="date"
              label="From"
              description={
                changeableFrom === null ? `the day begins in ${policy.timeZone}` : "never within a closed month"
              }
              required
              value={from}
              error={problems.from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <Select
              label="Months begin in"
              description="time zone of months and local times"
              searchable
              allowDeselect={false}
              limit={50}
              data={[...new Set(["UTC", policy.timeZone, ...Intl.supportedValuesOf("timeZone")])]}
              value={policy.timeZone}
              error={problems.timeZone}
              onChange={(timeZone) => set({ timeZone: timeZone ?? "UTC" })}
            />
            <Select
              label="Service hours"
              description="outside them nothing counts"
              allowDeselect={false}
              data={[
                { value: "24x7", label: "around the clock" },
                ...calendars.map((key) => ({ value: key, label: `calendar ${key}` })),
              ]}
              value={policy.serviceHours}
              error={problems.serviceHours}
              onChange={(serviceHours) => set({ serviceHours: serviceHours ?? "24x7" })}
            />
          </Group>
          <SimpleGrid cols={{ base: 2, sm: 3, md: 6 }} spacing="xs">
            {severities.map((severity) => (
              <Select
                key={severity}
                label={`${severity} is`}
                allowDeselect={false}
                data={impacts}
                value={policy.impact[severity]}
                onChange={(chosen) =>
                  set({ impact: { ...policy.impact, [severity]: chosen as LedgerPolicy["impact"]["high"] } })
                }
              />
            ))}
          </SimpleGrid>
          <Group align="flex-start">
            {(["outage", "degraded"] as const).map((impact) => (
              <TextInput
                key={impact}
                label={`Weight of ${impact}`}
                description="0 to 1"
                required
                w={130}
                inputMode="decimal"
                value={policy.weights[impact]}
                error={problems[`weights.${impact}`]}
                onChange={(event) =>
                  set({ weights: { ...policy.weights, [impact]: event.currentTarget.value.trim() } })
                }
              />
            ))}
            <NumberInput
              size="xs"
              label="Notice, minutes"
              description="of maintenance that does not count"
              min={0}
              max={525_600}
              w={200}
              value={policy.noticeMinutes}
              error={problems.noticeMinutes}
              onChange={(value) => set({ noticeMinutes: Number(value) || 0 })}
            />
            <NumberInput
              size="xs"
              label="Decimals"
              description="of an availability"
              min={0}
              max={8}
              w={130}
              value={policy.decimals}
              error={problems.decimals}
              onChange={(value) => set({ decimals: Number(value) || 0 })}
            />
          </Group>
          <Group align="flex-start">
            <Select
              label="Announced maintenance"
              w={260}
              allowDeselect={false}
              data={[
                { value: "shrink", label: "leaves downtime and agreed time" },
                { value: "keep", label: "leaves downtime, not agreed time" },
              ]}
              value={policy.maintenance}
              onChange={(value) => set({ maintenance: value === "keep" ? "keep" : "shrink" })}
            />
            <Select
              label="Downtime begins"
              w={220}
              allowDeselect={false}
              data={[
                { value: "sender", label: "when the sender says so" },
                { value: "received", label: "when it was received" },
              ]}
              value={policy.start}
              onChange={(value) => set({ start: value === "received" ? "received" : "sender" })}
            />
            <Select
              label="While Signalbox was away"
              w={220}
              allowDeselect={false}
              data={[
                { value: "count", label: "downtime counts" },
                { value: "exclude", label: "downtime does not count" },
              ]}
              value={policy.blind}
              onChange={(value) => set({ blind: value === "exclude" ? "exclude" : "count" })}
            />
          </Group>
          <div role="status">
            {isChanged ? null : <Text size="sm">Nothing is changed yet.</Text>}
            {isChanged && preview.isPending ? <Text size="sm">Counting this month…</Text> : null}
            {isChanged && preview.data !== undefined && !preview.isError ? (
              <PolicyEffect preview={preview.data} />
            ) : null}
          </div>
          {preview.isError || save.isError ? (
            <Alert color="red" variant="light" role="alert" title="This can't be done">
              <Text size="sm">{(preview.error ?? save.error)?.message}</Text>
            </Alert>
          ) : null}
          <Group>
            <Button type="submit" variant="filled" disabled={!isChanged || !preview.isSuccess} loading={save.isPending}>
              Change the policy
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </Group>
        </Stack>
      </Fieldset>
    </form>
  );
}

function problemsOf(error: Error | null): Record<string, string> {
  const told = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(told.map(({ path, message }) => [path.replace(/^body\.(policy\.)?/, ""), message]));
}

/** The first day of the month in a zone: `2026-12-01`. */
function firstOfMonth(now: Date, timeZone: string): string {
  return `${now.toLocaleDateString("sv-SE", { timeZone }).slice(0, 7)}-01`;
}
