import { Button, Checkbox, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { RuleProblem, RuleVocabulary } from "@signalbox/contract";
import { useState } from "react";
import { ActionForm, TemplateNames } from "./action-form.tsx";
import { ConditionField } from "./condition-field.tsx";
import { ProblemLines } from "./problem-lines.tsx";
import { type EditedRule, replaceAt, withField } from "./rule-model.ts";

const changes = ["opened", "reopened", "acknowledged", "updated", "resolved"];
const usualChanges = ["opened", "reopened"];

/** Everything about one rule, in the order in which it is read: which changes, when, then what. */
export function RulePanel(props: {
  rule: EditedRule;
  problems: readonly RuleProblem[];
  vocabulary: RuleVocabulary;
  onChange: (rule: EditedRule) => void;
}) {
  const { rule, vocabulary, onChange } = props;
  const [event, setEvent] = useState<string | null>(null);
  const on = rule.on ?? usualChanges;
  const set = (name: string, value: unknown) => onChange(withField(rule, name, value));
  const setOn = (chosen: string[]) => {
    const ordered = changes.filter((change) => chosen.includes(change));
    set("on", ordered.join() === usualChanges.join() ? undefined : ordered);
  };
  const first = vocabulary.connections[0];
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <TextInput
          label="Key"
          size="xs"
          value={rule.key}
          onChange={(e) => onChange({ ...rule, key: e.currentTarget.value })}
        />
        <TextInput
          label="What it is for"
          size="xs"
          flex={1}
          miw={200}
          value={rule.about ?? ""}
          onChange={(e) => set("about", e.currentTarget.value)}
        />
      </Group>
      <Checkbox.Group label="On" size="xs" value={on} onChange={setOn}>
        <Group gap="md" mt={4}>
          {changes.map((change) => (
            <Checkbox key={change} size="xs" value={change} label={change} />
          ))}
        </Group>
      </Checkbox.Group>
      <ConditionField
        when={rule.when ?? ""}
        on={on}
        vocabulary={vocabulary}
        event={event}
        onEvent={setEvent}
        onChange={(when) => set("when", when)}
      />
      <Stack gap="xs">
        <Text size="sm" fw={500}>
          Then
        </Text>
        {rule.do.length === 0 ? (
          <Text size="sm">Nothing: it matches, and is silence on purpose.</Text>
        ) : (
          rule.do.map((action, place) => (
            <ActionForm
              // An action has no name; another kind in its place is another form.
              key={`${place} ${Object.keys(action)[0]}`}
              action={action}
              vocabulary={vocabulary}
              event={event}
              onChange={(changed) => set("do", replaceAt(rule.do, place, changed))}
              onRemove={() => set("do", replaceAt(rule.do, place, null))}
            />
          ))
        )}
        <Group gap="sm">
          <Button
            size="compact-xs"
            disabled={first === undefined}
            onClick={() =>
              set("do", [...rule.do, { [first?.actions[0] ?? "ticket"]: { connection: first?.key ?? "" } }])
            }
          >
            Add an action
          </Button>
          <TemplateNames vocabulary={vocabulary} />
        </Group>
      </Stack>
      <Group gap="lg" align="flex-end">
        <TextInput
          label="Hold its actions for"
          description="not sent if it is over by then"
          size="xs"
          w={190}
          placeholder="not at all"
          value={rule.hold ?? ""}
          onChange={(e) => set("hold", e.currentTarget.value)}
        />
        <Switch
          size="xs"
          label="then stop: later rules are not asked"
          checked={rule.stop === true}
          onChange={(e) => set("stop", e.currentTarget.checked || undefined)}
        />
        <Switch
          size="xs"
          label="switched on"
          checked={rule.enabled !== false}
          onChange={(e) => set("enabled", e.currentTarget.checked ? undefined : false)}
        />
      </Group>
      <ProblemLines problems={props.problems} />
    </Stack>
  );
}
