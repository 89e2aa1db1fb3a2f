import { ActionIcon, Button, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import type { RuleActivity, RuleProblem, RuleVocabulary } from "@signalbox/contract";
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconCopy,
  IconTrash,
} from "@tabler/icons-react";
import { StateBadge } from "../../../components/state-badge.tsx";
import classes from "./rule-list.module.css";
import { type EditedRule, freeKey, moveItem, replaceAt, sayActions } from "./rule-model.ts";
import { RulePanel } from "./rule-panel.tsx";

/** How many errors, else that there is a warning; the words stand below the rule when it is opened, and below all rules. */
function ProblemCount({ problems }: { problems: readonly RuleProblem[] }) {
  const errors = problems.filter(({ level }) => level === "error").length;
  if (errors > 0) return <StateBadge state="error" tone="act" label={`${errors}`} />;
  if (problems.length === 0) return null;
  return (
    <span title={problems.map(({ message }) => message).join("\n")}>
      <StateBadge state="warning" tone="wait" />
    </span>
  );
}

/** How often the live rule of this key fired, and whether there was an event that it could not be evaluated for. */
function Fired({ activity }: { activity: RuleActivity | undefined }) {
  if (activity === undefined) return null;
  const { fired, failed, failure } = activity;
  return (
    <>
      {failed === 0 ? null : (
        <span title={`could not be evaluated: ${failure?.reason ?? "see the rules"}`}>
          <StateBadge state="failed" label={`failed ${failed}`} />
        </span>
      )}
      <Text span size="xs" c="dimmed" className={`numbers ${classes.fired}`} title="what is live, in the last 7 days">
        fired {fired}
      </Text>
    </>
  );
}

/** The rules in their order; one at a time is opened and edited in its place. */
export function RuleList(props: {
  rules: readonly EditedRule[];
  problems: readonly RuleProblem[];
  vocabulary: RuleVocabulary;
  /** Of what is live. */
  activity: readonly RuleActivity[];
  /** Place of the opened rule; null: none. */
  opened: number | null;
  onOpen: (place: number | null) => void;
  onChange: (rules: EditedRule[]) => void;
}) {
  const { rules, opened, onOpen, onChange } = props;
  const keys = rules.map(({ key }) => key);
  const of = (place: number) => props.problems.filter(({ path }) => path.startsWith(`rules[${place}]`));
  const move = (place: number, by: -1 | 1) => {
    onChange(moveItem(rules, place, by));
    if (opened !== null) onOpen(opened === place ? place + by : opened === place + by ? place : opened);
  };
  return (
    <Stack gap="xs">
      <ol className={classes.rules} aria-label="Rules">
        {rules.map((rule, place) => (
          <li
            key={keys.indexOf(rule.key) === place ? `key ${rule.key}` : `place ${place}`}
            data-open={place === opened || undefined}
          >
            <div className={classes.row}>
              <UnstyledButton
                className={classes.title ?? ""}
                aria-expanded={place === opened}
                onClick={() => onOpen(place === opened ? null : place)}
              >
                {place === opened ? (
                  <IconChevronDown size={14} aria-hidden />
                ) : (
                  <IconChevronRight size={14} aria-hidden />
                )}
                <span className="numbers">{place + 1}</span>
                <b className="foreign">{rule.key}</b>
                <span className={`mono foreign ${classes.when}`}>{rule.when ?? "always"}</span>
                <span className={`foreign ${classes.does}`}>{sayActions(rule.do)}</span>
              </UnstyledButton>
              {rule.enabled === false ? <StateBadge state="off" tone="quiet" /> : null}
              <Fired activity={props.activity.find((one) => one.rule === rule.key)} />
              <ProblemCount problems={of(place)} />
              <Group gap={2} wrap="nowrap">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Move ${rule.key} up`}
                  disabled={place === 0}
                  onClick={() => move(place, -1)}
                >
                  <IconArrowUp size={14} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Move ${rule.key} down`}
                  disabled={place === rules.length - 1}
                  onClick={() => move(place, 1)}
                >
                  <IconArrowDown size={14} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Duplicate ${rule.key}`}
                  onClick={() => {
                    onChange([
                      ...rules.slice(0, place + 1),
                      { ...rule, key: freeKey(rule.key, keys) },
                      ...rules.slice(place + 1),
                    ]);
                    onOpen(place + 1);
                  }}
                >
                  <IconCopy size={14} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete ${rule.key}`}
                  onClick={() => {
                    onChange(replaceAt(rules, place, null));
                    onOpen(null);
                  }}
                >
                  <IconTrash size={14} />
                </ActionIcon>
              </Group>
            </div>
            {place === opened ? (
              <div className={classes.panel}>
                <RulePanel
                  rule={rule}
                  problems={of(place)}
                  vocabulary={props.vocabulary}
                  onChange={(changed) => onChange(replaceAt(rules, place, changed))}
                />
              </div>
            ) : null}
          </li>
        ))}
      </ol>
      {rules.length === 0 ? (
        <Text size="sm" c="dimmed">
          No rule yet: every incident that opens pages by otherwise.
        </Text>
      ) : null}
      <Group>
        <Button
          size="xs"
          onClick={() => {
            onChange([...rules, { key: freeKey("rule", keys), do: [] }]);
            onOpen(rules.length);
          }}
        >
          Add a rule
        </Button>
      </Group>
    </Stack>
  );
}
