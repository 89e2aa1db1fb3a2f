import { Alert, Button, Group, NumberInput, Stack, Text, Title } from "@mantine/core";
import type { RuleSetDetail } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { StateBadge } from "../../../components/state-badge.tsx";
import { api } from "../../../lib/api.ts";
import { useMay } from "../../session/use-may.ts";
import { type EditedRules, printRules, readRules, withField } from "../edit/rule-model.ts";
import { ruleQueries } from "../queries.ts";

const fields = [
  { name: "pagesAtNight", words: "Pages at night" },
  { name: "pages", words: "Pages" },
  { name: "tickets", words: "Tickets" },
  { name: "statusPosts", words: "Status posts" },
] as const;
type Budget = Partial<Record<(typeof fields)[number]["name"], number>>;

/** The budget of the draft: stored with its rules, and kept by publishing. */
export function BudgetForm({ draft }: { draft: RuleSetDetail }) {
  const [budget, setBudget] = useState<Budget>((draft.body.budget ?? {}) as Budget);
  const maySave = useMay("saveDraftRuleSet");
  const client = useQueryClient();
  const model = readRules(draft.text);
  const save = useMutation({
    mutationFn: (rules: EditedRules) => {
      const wanted = Object.keys(budget).length === 0 ? undefined : budget;
      const text = printRules(withField(rules, "budget", wanted));
      return api.saveDraftRuleSet({ body: { text, revision: draft.revision } });
    },
    onSuccess: (saved) => client.setQueryData(ruleQueries.draft().queryKey, saved),
    onSettled: () => client.invalidateQueries({ queryKey: ["rule-sets"] }),
  });
  if (model === null) return null;
  return (
    <Stack gap="xs" component="section" aria-label="Budget">
      <Title order={2}>Budget</Title>
      <Text size="sm" maw={720}>
        How many more than what is live the draft may send out in these 90 days. It is kept with the rules; publishing
        is refused while a run says that it is exceeded, or while there is none.
      </Text>
      <Group gap="sm" align="flex-end">
        {fields.map(({ name, words }) => (
          <NumberInput
            key={name}
            label={`${words}, at most`}
            placeholder="any number"
            value={budget[name] ?? ""}
            onChange={(value) => setBudget(withField(budget, name, value === "" ? undefined : Number(value)))}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            allowNegative={false}
            disabled={!maySave}
            w={150}
          />
        ))}
        {maySave ? (
          <Button onClick={() => save.mutate(model)} loading={save.isPending}>
            Save the budget
          </Button>
        ) : null}
        {save.isSuccess ? <StateBadge state="saved" tone="settled" label="saved" /> : null}
      </Group>
      {save.error === null ? null : (
        <Alert color="red" variant="light" role="alert" title="It was not saved">
          {save.error.message}
        </Alert>
      )}
    </Stack>
  );
}
