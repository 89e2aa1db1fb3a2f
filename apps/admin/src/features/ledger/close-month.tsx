import { Alert, Button, Group, Progress, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import type { LedgerMonthDetail } from "@signalbox/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { StateBadge } from "../../components/state-badge.tsx";
import { SubjectLink } from "../../components/subject-link.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";
import { type Check, checkWords } from "./check-words.ts";
import { ledgerQueries } from "./queries.ts";
import { useLedgerAct } from "./use-ledger-act.ts";

/** The checklist, and the button that numbers the entries and keeps the files for ever. */
export function CloseMonth({ month }: { month: LedgerMonthDetail }) {
  const mayClose = useMay("closeLedgerPeriod");
  const [explanations, setExplanations] = useState<Record<string, string>>({});
  const [word, setWord] = useState("");
  const [runId, setRunId] = useState<string | null>(null);
  const close = useLedgerAct(
    async () =>
      setRunId((await api.closeLedgerPeriod({ params: { period: month.period }, body: { explanations: given } })).id),
    "Verifying the ledger first",
  );
  const open = month.checks.filter(({ count }) => count > 0);
  const given = Object.fromEntries(
    open.flatMap(({ kind }) => ((explanations[kind] ?? "").trim() === "" ? [] : [[kind, explanations[kind]!.trim()]])),
  );
  const isOver = Date.parse(month.endsAt) <= Date.now();
  const isReady = open.every(({ kind, mayExplain }) => mayExplain && given[kind] !== undefined);
  return (
    <Stack gap="md" component="section" maw={720}>
      <Title order={2}>Before it is closed</Title>
      {month.checks.map((check) => (
        <CheckLine
          key={check.kind}
          check={check}
          explanation={explanations[check.kind] ?? ""}
          onExplain={mayClose ? (text) => setExplanations({ ...explanations, [check.kind]: text }) : null}
        />
      ))}
      {isOver ? null : <Text size="sm">The month is not over: it can be closed from its end on.</Text>}
      {mayClose && isOver ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            close.mutate();
          }}
        >
          <Text size="sm" mb="xs">
            Closing verifies the whole ledger, numbers the entries of this month and stores its files. What is numbered
            is never changed again: news become correction lines.
          </Text>
          <Group align="flex-end" gap="xs">
            <TextInput
              label={`Type ${month.period} to close it`}
              value={word}
              onChange={(event) => setWord(event.currentTarget.value)}
            />
            <Button
              type="submit"
              variant="filled"
              disabled={!isReady || word.trim() !== month.period}
              loading={close.isPending}
            >
              Close the month
            </Button>
          </Group>
        </form>
      ) : null}
      {runId === null ? null : <Run id={runId} />}
    </Stack>
  );
}

function CheckLine(props: { check: Check; explanation: string; onExplain: ((text: string) => void) | null }) {
  const { kind, count, examples, mayExplain } = props.check;
  const { fine, open, subject } = checkWords[kind];
  if (count === 0) return <StateBadge state="settled" tone="settled" label={fine} />;
  return (
    <div>
      <StateBadge state="open" tone={mayExplain ? "wait" : "act"} label={`${count} ${open[count === 1 ? 0 : 1]}`} />
      <Text size="sm">
        {subject === null ? (
          <Link to="/ledger/corrections">See them</Link>
        ) : (
          examples.slice(0, 5).map((id, index) => (
            <span key={id}>
              {index === 0 ? "" : ", "}
              <SubjectLink kind={subject} subject={id} />
            </span>
          ))
        )}
        {subject !== null && count > 5 ? ` and ${count - 5} more` : ""}
      </Text>
      {mayExplain && props.onExplain !== null ? (
        <Textarea
          mt={4}
          label="Why the month may be closed all the same"
          autosize
          minRows={1}
          maxLength={1_000}
          value={props.explanation}
          onChange={(event) => props.onExplain?.(event.currentTarget.value)}
        />
      ) : null}
    </div>
  );
}

/** How far the verification and the closing are; what was found stands there to read. */
function Run({ id }: { id: string }) {
  const run = useQuery(ledgerQueries.run(id)).data;
  const client = useQueryClient();
  const isDone = run?.state === "done";
  useEffect(() => {
    if (isDone) void client.invalidateQueries({ queryKey: ["ledger"] });
  }, [isDone, client]);
  if (run === undefined) return null;
  if (run.state === "running") {
    return (
      <div role="status">
        <Text size="sm">{run.phase}…</Text>
        <Progress value={run.total === 0 ? 0 : (100 * run.done) / run.total} aria-label="How far it is" />
      </div>
    );
  }
  if (run.state === "done") return null;
  return (
    <Alert color="red" variant="light" title="It was not closed" role="alert">
      <Text size="sm">{run.reason}</Text>
      {run.findings.map((finding) => (
        <Text key={`${finding.kind} ${finding.subject}`} size="sm">
          {finding.subject}: {finding.message}
        </Text>
      ))}
    </Alert>
  );
}
