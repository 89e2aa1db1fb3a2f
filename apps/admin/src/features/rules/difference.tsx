import { Group, Stack, Text } from "@mantine/core";
import type { RuleSetChange, RuleSetDifference } from "@signalbox/contract";
import { IconArrowsUpDown, IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import classes from "./difference.module.css";

const words = {
  added: { icon: IconPlus, text: "added" },
  removed: { icon: IconMinus, text: "removed" },
  changed: { icon: IconPencil, text: "changed" },
  moved: { icon: IconArrowsUpDown, text: "moved" },
};

/** What differs between two versions, rule by rule and field by field. */
export function Difference({ difference, same }: { difference: RuleSetDifference; same: string }) {
  const { changes } = difference;
  if (changes.length === 0) return <Text size="sm">{same}</Text>;
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label="Differences">
      {changes.map((change) => (
        <li key={`${change.object} ${change.key} ${change.change}`} className={classes.change}>
          <Change change={change} />
        </li>
      ))}
    </Stack>
  );
}

function Change({ change }: { change: RuleSetChange }) {
  const { icon: Icon, text } = words[change.change];
  const { from, to } = change.place;
  return (
    <>
      <Group gap="xs">
        <Icon size={14} aria-hidden />
        <Text size="sm">
          {text} {change.object === "otherwise" || change.object === "budget" ? "" : `${change.object} `}
          <b className="foreign">{change.key}</b>
          {change.isMoved ? `, from place ${from} to ${to}` : ""}
        </Text>
      </Group>
      {change.change === "removed" ? null : (
        <dl className={classes.fields}>
          {change.fields.map((field) => (
            <Field key={field.field} {...field} />
          ))}
        </dl>
      )}
    </>
  );
}

function Field({ field, from, to }: RuleSetChange["fields"][number]) {
  return (
    <>
      <dt>{field}</dt>
      <dd className="mono foreign">
        {from === null ? null : (
          <>
            <del>{shorten(from)}</del>{" "}
          </>
        )}
        {to === null ? <span>(left out)</span> : <ins>{shorten(to)}</ins>}
      </dd>
    </>
  );
}

const longest = 600;

// The delivery of a test may be as long as a webhook.
function shorten(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}
