import { ActionIcon, Autocomplete, Button, Group, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import {
  type ConditionGroup,
  type ConditionLine,
  isGroup,
  type LineOperator,
  type RuleName,
  type RuleVocabulary,
} from "@signalbox/contract";
import { IconTrash } from "@tabler/icons-react";
import classes from "./condition-builder.module.css";
import { readLiteral, typeOf, writeLiteral } from "./literals.ts";
import { replaceAt } from "./rule-model.ts";

interface GroupProps {
  group: ConditionGroup;
  vocabulary: RuleVocabulary;
  onChange: (group: ConditionGroup) => void;
  /** Left out: the outermost. */
  onRemove?: () => void;
}

/** A condition as lines and groups of lines. */
export function ConditionBuilder({ group, vocabulary, onChange, onRemove }: GroupProps) {
  const change = (place: number, item: ConditionGroup["items"][number] | null) =>
    onChange({ ...group, items: replaceAt(group.items, place, item) });
  const add = (item: ConditionGroup["items"][number]) => onChange({ ...group, items: [...group.items, item] });
  const join = `${group.not ? "not " : ""}${group.join}`;
  return (
    <Stack gap={6} className={classes.group} role="group" aria-label="Condition group">
      <Group gap="xs">
        <Select
          aria-label="How the lines are joined"
          size="xs"
          w={150}
          allowDeselect={false}
          data={joins}
          value={join}
          onChange={(chosen) =>
            onChange({
              ...group,
              not: chosen?.startsWith("not") === true,
              join: chosen?.endsWith("any") ? "any" : "all",
            })
          }
        />
        {onRemove === undefined ? null : (
          <ActionIcon variant="subtle" color="gray" aria-label="Remove the group" onClick={onRemove}>
            <IconTrash size={14} />
          </ActionIcon>
        )}
      </Group>
      {group.items.map((item, place) =>
        isGroup(item) ? (
          <ConditionBuilder
            // Lines have no name of their own; each is drawn from what it says.
            key={`group ${place}`}
            group={item}
            vocabulary={vocabulary}
            onChange={(changed) => change(place, changed)}
            onRemove={() => change(place, null)}
          />
        ) : (
          <Line
            key={`line ${place}`}
            line={item}
            vocabulary={vocabulary}
            onChange={(changed) => change(place, changed)}
            onRemove={() => change(place, null)}
          />
        ),
      )}
      <Group gap="xs">
        <Button size="compact-xs" onClick={() => add(firstLine)}>
          Add a line
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => add({ join: group.join === "all" ? "any" : "all", not: false, items: [firstLine] })}
        >
          Add a group
        </Button>
      </Group>
    </Stack>
  );
}

const joins = [
  { value: "all", label: "all of these" },
  { value: "any", label: "any of these" },
  { value: "not all", label: "not all of these" },
  { value: "not any", label: "none of these" },
];

const firstLine: ConditionLine = { field: "event.severity", operator: "==", not: false, values: ['"critical"'] };

function Line(props: {
  line: ConditionLine;
  vocabulary: RuleVocabulary;
  onChange: (line: ConditionLine) => void;
  onRemove: () => void;
}) {
  const { line, vocabulary, onChange } = props;
  const questions = vocabulary.calendars[0]?.questions.map((question) => `calendar.${question}`) ?? [];
  const fields = [...vocabulary.names.map(({ path }) => path), ...questions];
  const name = vocabulary.names.find(({ path }) => path === line.field) ?? null;
  const operators = operatorsFor(line.field, name);
  const shown = `${line.not ? "not " : ""}${line.operator}`;
  const known = operators.some(({ value }) => value === shown);
  return (
    <div className={classes.line}>
      <Select
        aria-label="Field"
        className={classes.field ?? ""}
        size="xs"
        searchable
        allowDeselect={false}
        data={fields.includes(line.field) ? fields : [line.field, ...fields]}
        value={line.field}
        onChange={(field) => field !== null && onChange(lineFor(field, vocabulary))}
      />
      <Select
        aria-label="Comparison"
        className={classes.comparison ?? ""}
        size="xs"
        allowDeselect={false}
        data={known ? operators : [{ value: shown, label: shown }, ...operators]}
        value={shown}
        onChange={(chosen) => {
          const not = chosen?.startsWith("not ") === true;
          const operator = (chosen ?? "==").replace(/^not /, "") as LineOperator;
          const values = operator === "is" || operator === "has" ? [] : line.values.length > 0 ? line.values : ['""'];
          onChange({ ...line, operator, not, values: operator === "in" ? values : values.slice(0, 1) });
        }}
      />
      <div className={classes.values}>
        <Value line={line} name={name} vocabulary={vocabulary} onChange={(values) => onChange({ ...line, values })} />
      </div>
      <ActionIcon
        className={classes.remove ?? ""}
        variant="subtle"
        color="gray"
        aria-label="Remove the line"
        onClick={props.onRemove}
      >
        <IconTrash size={14} />
      </ActionIcon>
    </div>
  );
}

function Value(props: {
  line: ConditionLine;
  name: RuleName | null;
  vocabulary: RuleVocabulary;
  onChange: (values: string[]) => void;
}) {
  const { line, name, vocabulary, onChange } = props;
  const { operator, values, field } = line;
  const type = typeOf(field, name);
  const seen = [...new Set(name?.values ?? [])];
  if (operator === "is" || operator === "has") return null;
  if (operator === "calendar") {
    const keys = vocabulary.calendars.map(({ key }) => key);
    return (
      <Select
        aria-label="Calendar"
        size="xs"
        data={keys}
        value={readLiteral(values[0] ?? "")}
        onChange={(key) => onChange([writeLiteral(key ?? "", "text")])}
      />
    );
  }
  if (operator === "in") {
    return (
      <TagsInput
        aria-label="Values"
        size="xs"
        data={seen}
        value={values.map(readLiteral)}
        onChange={(list) => onChange([...new Set(list)].map((one) => writeLiteral(one, type)))}
      />
    );
  }
  if (seen.length > 0) {
    return (
      <Autocomplete
        aria-label="Value"
        size="xs"
        data={seen}
        value={readLiteral(values[0] ?? "")}
        onChange={(value) => onChange([writeLiteral(value, type)])}
      />
    );
  }
  return (
    <TextInput
      aria-label="Value"
      size="xs"
      value={readLiteral(values[0] ?? "")}
      onChange={(event) => onChange([writeLiteral(event.currentTarget.value, type)])}
    />
  );
}

const words: Record<string, string> = {
  "==": "is",
  "!=": "is not",
  "<": "is below",
  "<=": "is at most",
  ">": "is above",
  ">=": "is at least",
  in: "is one of",
  "not in": "is none of",
  startsWith: "begins with",
  endsWith: "ends with",
  contains: "contains",
  "not contains": "does not contain",
  matches: "matches (RE2)",
  is: "is true",
  "not is": "is false",
  has: "is there",
  "not has": "is missing",
  calendar: "is so in",
  "not calendar": "is not so in",
};

function operatorsFor(field: string, name: RuleName | null): { value: string; label: string }[] {
  const pick = (...operators: string[]) => operators.map((value) => ({ value, label: words[value] ?? value }));
  if (field.startsWith("calendar.")) return pick("calendar", "not calendar");
  const missing = field.startsWith("labels") ? ["has", "not has"] : [];
  switch (typeOf(field, name)) {
    case "bool":
      return pick("is", "not is");
    case "number":
      return pick("==", "!=", "<", "<=", ">", ">=", "in");
    case "text":
      return pick(
        ...["==", "!=", "in", "not in", "startsWith", "endsWith", "contains", "not contains", "matches", ...missing],
      );
  }
}

/** A line about another field, with a comparison and a value that fit it. */
function lineFor(field: string, { names, calendars }: RuleVocabulary): ConditionLine {
  if (field.startsWith("calendar.")) {
    return { field, operator: "calendar", not: false, values: [writeLiteral(calendars[0]?.key ?? "", "text")] };
  }
  const name = names.find(({ path }) => path === field) ?? null;
  const type = typeOf(field, name);
  if (type === "bool") return { field, operator: "is", not: false, values: [] };
  return {
    field,
    operator: "==",
    not: false,
    values: [writeLiteral(name?.values[0] ?? (type === "number" ? "1" : ""), type)],
  };
}
