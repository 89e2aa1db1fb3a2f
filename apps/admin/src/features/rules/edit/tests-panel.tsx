import { ActionIcon, Alert, Button, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import type { RuleTestResult } from "@signalbox/contract";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { StateBadge } from "../../../components/state-badge.tsx";
import { relativeTime } from "../../../lib/format-time.ts";
import { useNow } from "../../../lib/use-now.ts";
import { deliveryQueries } from "../../deliveries/queries.ts";
import { ruleQueries } from "../queries.ts";
import classes from "./rule-list.module.css";
import { type EditedTest, replaceAt } from "./rule-model.ts";

/** The tests that are kept with the rules, each with what became of it now; another is made of a delivery. */
export function TestsPanel(props: {
  tests: readonly EditedTest[];
  /** In the same order; null: none was run. */
  results: readonly RuleTestResult[] | null;
  onChange: (tests: EditedTest[]) => void;
}) {
  const { tests, results, onChange } = props;
  return (
    <Stack gap="xs">
      {results === null && tests.length > 0 ? (
        <Text size="sm">Tests are run once the rules can be read: mend the mistakes above first.</Text>
      ) : null}
      {tests.length === 0 ? (
        <Text size="sm" c="dimmed">
          No test yet. Pick a delivery, and what the rules do for it now is kept: nothing is published that does
          something else.
        </Text>
      ) : null}
      <ul className={classes.rules} aria-label="Tests">
        {tests.map((test, place) => (
          // A name may be typed twice; then the place tells them apart.
          <li key={`${place}`}>
            <Test
              test={test}
              result={results?.[place] ?? null}
              onChange={(changed) => onChange(replaceAt(tests, place, changed))}
              onRemove={() => onChange(replaceAt(tests, place, null))}
            />
          </li>
        ))}
      </ul>
      <AddFromDelivery onAdd={(test) => onChange([...tests, withFreeName(test, tests)])} />
    </Stack>
  );
}

/** A test made of a delivery, under a name that none of the others has. */
export function withFreeName(test: EditedTest, others: readonly EditedTest[]): EditedTest {
  let { name } = test;
  for (let count = 2; others.some((other) => other.name === name); count++) name = `${test.name} (${count})`;
  return { ...test, name };
}

function Test(props: {
  test: EditedTest;
  result: RuleTestResult | null;
  onChange: (test: EditedTest) => void;
  onRemove: () => void;
}) {
  const { test, result, onChange } = props;
  const [expected, setExpected] = useState(() => sayExpected(test.expect));
  return (
    <Stack gap={4} py={6}>
      <Group gap="sm" wrap="nowrap" align="center">
        {result === null ? (
          <StateBadge state="not run" tone="quiet" />
        ) : (
          <StateBadge
            state={result.passed ? "passed" : "failed"}
            tone={result.passed ? "settled" : "act"}
            label={result.passed ? "passes" : "fails"}
          />
        )}
        <TextInput
          size="xs"
          flex={1}
          aria-label="Name of the test"
          value={test.name}
          onChange={(event) => onChange({ ...test, name: event.currentTarget.value })}
        />
        <ActionIcon variant="subtle" color="gray" aria-label={`Delete the test ${test.name}`} onClick={props.onRemove}>
          <IconTrash size={14} />
        </ActionIcon>
      </Group>
      <Group gap="sm" align="flex-start">
        <Textarea
          size="xs"
          w={320}
          maw="100%"
          label="It must order"
          description="one on each line, as ticket desk; empty: nothing"
          classNames={{ input: "mono" }}
          autosize
          minRows={1}
          value={expected}
          onChange={(event) => {
            setExpected(event.currentTarget.value);
            onChange({ ...test, expect: readExpected(event.currentTarget.value, test.expect) });
          }}
        />
        <Stack gap={2} style={{ flex: 1, minWidth: 240 }}>
          <Text size="xs" c="dimmed">
            a delivery of {String(test.source ?? test.sender)}
            {typeof test.at === "string" ? `, processed ${test.at}` : ""}
          </Text>
          {result?.problems.map((problem) => (
            <Text key={problem} size="sm" className="foreign">
              {problem}
            </Text>
          ))}
          {result !== null && !result.passed ? (
            <Button
              size="compact-xs"
              style={{ alignSelf: "flex-start" }}
              onClick={() => {
                const now = result.ordered.map(({ kind, connection }) => ({ [kind]: connection }));
                setExpected(sayExpected(now));
                onChange({ ...test, expect: now });
              }}
            >
              Expect what they do now
            </Button>
          ) : null}
        </Stack>
      </Group>
    </Stack>
  );
}

function sayExpected(expect: readonly Record<string, unknown>[]): string {
  return expect
    .flatMap((one) => Object.entries(one))
    .map(([kind, wanted]) => `${kind} ${typeof wanted === "string" ? wanted : JSON.stringify(wanted)}`)
    .join("\n");
}

// More about an expectation than its connection is written in the text, and stays where its line stays.
function readExpected(text: string, before: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [kind = "", ...rest] = line.trim().split(/\s+/);
      const known = before.find((one) => sayExpected([one]) === line.trim());
      return known ?? { [kind]: rest.join(" ") };
    });
}

function AddFromDelivery({ onAdd }: { onAdd: (test: EditedTest) => void }) {
  const last = useQuery(deliveryQueries.newest());
  const client = useQueryClient();
  const now = useNow();
  const make = useMutation({
    mutationFn: (delivery: string) => client.fetchQuery(ruleQueries.testOf(delivery)),
    onSuccess: ({ test }) => onAdd(test as unknown as EditedTest),
  });
  return (
    <Stack gap={4}>
      <Select
        size="xs"
        maw={520}
        label="Add a test from a delivery"
        placeholder={last.data?.items.length === 0 ? "no delivery has come yet" : "one of the last 20"}
        searchable
        value={null}
        data={(last.data?.items ?? []).map(({ id, source, type, summary, receivedAt }) => ({
          value: id,
          label: `${source} · ${type ?? "nothing"} · ${summary ?? id} · ${relativeTime(receivedAt, now)}`,
        }))}
        onChange={(delivery) => delivery !== null && make.mutate(delivery)}
      />
      {make.isError ? (
        <Alert color="red" variant="light" role="alert">
          {make.error.message}
        </Alert>
      ) : null}
    </Stack>
  );
}
