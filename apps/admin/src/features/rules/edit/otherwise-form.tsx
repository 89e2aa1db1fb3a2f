import { Select, Stack, Text } from "@mantine/core";
import type { RuleVocabulary } from "@signalbox/contract";
import { ActionForm } from "./action-form.tsx";
import { type EditedRules, withField } from "./rule-model.ts";

/** What runs when an incident opens and no rule matched. */
export function OtherwiseForm(props: {
  model: EditedRules;
  vocabulary: RuleVocabulary;
  onChange: (model: EditedRules) => void;
}) {
  const { model, vocabulary, onChange } = props;
  const set = (otherwise: EditedRules["otherwise"]) => onChange(withField(model, "otherwise", otherwise));
  const pager = vocabulary.connections.find(({ actions }) => actions.includes("page"));
  return (
    <Stack gap="xs" component="section" aria-label="Otherwise">
      <Text size="sm" fw={500}>
        Otherwise, when an incident opens and no rule matched
      </Text>
      <Select
        size="xs"
        w={320}
        maw="100%"
        aria-label="What otherwise does"
        allowDeselect={false}
        data={[
          { value: "failures", label: "page by the paths of failures" },
          { value: "own", label: "do this" },
        ]}
        value={model.otherwise === undefined ? "failures" : "own"}
        onChange={(chosen) => set(chosen === "own" ? { page: { connection: pager?.key ?? "" } } : undefined)}
      />
      {model.otherwise === undefined ? null : (
        <ActionForm
          key={Object.keys(model.otherwise)[0]}
          action={model.otherwise}
          vocabulary={vocabulary}
          event={null}
          onChange={set}
          onRemove={() => set(undefined)}
        />
      )}
    </Stack>
  );
}
