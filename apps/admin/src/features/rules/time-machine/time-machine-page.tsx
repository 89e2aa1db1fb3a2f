import { Alert, Button, Group, Progress, Select, Stack, Text } from "@mantine/core";
import type { RuleSetDetail, TimeMachineRun } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "../../../components/page-header.tsx";
import { Empty, QueryStates } from "../../../components/page-states.tsx";
import { api } from "../../../lib/api.ts";
import { fullTime } from "../../../lib/format-time.ts";
import { useMay } from "../../session/use-may.ts";
import { ruleQueries } from "../queries.ts";
import { BudgetForm } from "./budget-form.tsx";
import { timeMachineQueries } from "./queries.ts";
import { RunResult } from "./run-result.tsx";

const route = getRouteApi("/frame/rules/time-machine");

/** What would the draft have done? */
export function TimeMachinePage() {
  const draft = useQuery(ruleQueries.draft());
  const runs = useQuery(timeMachineQueries.runs());
  return (
    <QueryStates query={draft}>
      {(found) => <QueryStates query={runs}>{({ items }) => <View draft={found} runs={items} />}</QueryStates>}
    </QueryStates>
  );
}

function View({ draft, runs }: { draft: RuleSetDetail | null; runs: readonly TimeMachineRun[] }) {
  const { run: chosen } = route.useSearch();
  const navigate = useNavigate();
  const run = runs.find(({ id }) => id === chosen) ?? runs[0];
  const mayEdit = useMay("saveDraftRuleSet");
  const mayStart = useMay("startTimeMachine");
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: timeMachineQueries.runs().queryKey });
  const start = useMutation({
    mutationFn: (revision: number) => api.startTimeMachine({ body: { revision } }),
    onSuccess: () => navigate({ to: ".", search: {} }),
    onSettled: refresh,
  });
  const isRunning = runs.some(({ state }) => state === "running");
  return (
    <>
      <PageHeader title="Time machine" note="the draft over the last 90 days, beside what is live; nothing is sent">
        {mayEdit ? (
          <Button renderRoot={(props) => <Link to="/rules" search={{ edit: "yes" }} {...props} />}>
            {draft === null ? "Edit the rules" : "Edit the draft"}
          </Button>
        ) : null}
        {draft !== null && mayStart ? (
          <Button
            variant="filled"
            disabled={isRunning}
            loading={start.isPending}
            onClick={() => start.mutate(draft.revision)}
          >
            Run the draft
          </Button>
        ) : null}
      </PageHeader>
      <Stack gap="lg" px="md" pb="xl">
        {start.error === null ? null : (
          <Alert color="red" variant="light" role="alert" title="It was not started">
            {start.error.message}
          </Alert>
        )}
        {draft === null ? null : <BudgetForm draft={draft} />}
        {run === undefined ? (
          <Empty title="No run yet">
            Save a draft of the rules, then run it: every event of the last 90 days is played again by the draft and by
            what is live, and each ticket, page and post that would differ is listed with its reason.
          </Empty>
        ) : (
          <>
            {runs.length < 2 ? null : (
              <Select
                label="Run"
                value={run.id}
                data={runs.map((one) => ({ value: one.id, label: `${fullTime(one.askedAt)}, ${one.askedBy}` }))}
                onChange={(id) => void navigate({ to: ".", search: { run: id ?? undefined } })}
                allowDeselect={false}
                maw={360}
              />
            )}
            <RunView run={run} onChanged={refresh} />
          </>
        )}
      </Stack>
    </>
  );
}

function RunView({ run, onChanged }: { run: TimeMachineRun; onChanged: () => Promise<void> }) {
  switch (run.state) {
    case "running":
      return <Running run={run} onChanged={onChanged} />;
    case "cancelled":
      return <Text size="sm">{run.endedBy} ended this run before its time. Nothing of it is kept.</Text>;
    case "failed":
      return (
        <Alert color="red" variant="light" title="This run failed">
          {run.reason}
        </Alert>
      );
    case "done":
      return run.result === null ? null : <RunResult run={run} result={run.result} />;
  }
}

function Running({ run, onChanged }: { run: TimeMachineRun; onChanged: () => Promise<void> }) {
  const mayCancel = useMay("cancelTimeMachineRun");
  const cancel = useMutation({
    mutationFn: () => api.cancelTimeMachineRun({ params: { id: run.id } }),
    onSettled: onChanged,
  });
  const [from, to, reached] = [run.from, run.to, run.reachedAt ?? run.from].map((iso) => Date.parse(iso));
  const share = Math.max(0, ((reached! - from!) / (to! - from!)) * 100);
  return (
    <Stack gap="xs" maw={720} role="status">
      <Progress value={share} aria-label="How far it is" />
      <Group justify="space-between">
        <Text size="sm">
          {run.events.toLocaleString("en-GB")} events so far
          {run.reachedAt === null ? "" : `, up to ${fullTime(run.reachedAt)}`}
        </Text>
        {mayCancel ? (
          <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
            Cancel
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}
