import { Alert, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { RuleActivity, RuleProblem, RuleSetDetail, RuleTestResult } from "@signalbox/contract";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { QueryStates } from "../../../components/page-states.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { api } from "../../../lib/api.ts";
import { useMay } from "../../session/use-may.ts";
import { DraftStanding } from "../draft-standing.tsx";
import { PublishDialog } from "../publish-dialog.tsx";
import { ruleQueries } from "../queries.ts";
import { RuleEditor } from "../rule-editor.tsx";
import { OtherwiseForm } from "./otherwise-form.tsx";
import { ProblemLines } from "./problem-lines.tsx";
import { RuleList } from "./rule-list.tsx";
import { type EditedRules, printRules, readRules } from "./rule-model.ts";
import { TestsPanel } from "./tests-panel.tsx";

const none: readonly RuleProblem[] = [];
const noActivity: readonly RuleActivity[] = [];
type View = "forms" | "text" | "tests";

/** The rules that are edited: as forms where they can be read, else as the text that they are. */
type Edited = { kind: "forms"; model: EditedRules } | { kind: "text"; text: string };

interface Props {
  live: RuleSetDetail;
  draft: RuleSetDetail | null;
  begin: { text: string; model: EditedRules | null; opened: number | null; view: View };
  /** Begin anew with what is stored. */
  onLoad: () => void;
}

/** Forms, text and tests of one draft: checked and tested while it is written, saved, published. */
export function Editor({ live, draft, begin, onLoad }: Props) {
  // The editor keeps what it began with: a draft that somebody else saves meanwhile is refused at saving, not typed over.
  const [start] = useState(() => ({
    revision: draft?.revision ?? null,
    beganFrom: draft === null ? live.number : draft.basedOn,
  }));
  const [edited, setEdited] = useState<Edited>(() =>
    begin.model === null ? { kind: "text", text: begin.text } : { kind: "forms", model: begin.model },
  );
  const [view, setView] = useState<View>(begin.model === null ? "text" : begin.view);
  const [opened, setOpened] = useState(begin.opened);
  const [revision, setRevision] = useState(start.revision);
  const [publishing, setPublishing] = useState<number | null>(null);
  const text = edited.kind === "text" ? edited.text : JSON.stringify(edited.model);
  const [checked] = useDebouncedValue(text, 250);
  const check = useQuery({ ...ruleQueries.check(checked), placeholderData: keepPreviousData });
  const vocabulary = useQuery(ruleQueries.vocabulary());
  const activity = useQuery(ruleQueries.activity());
  const mayPublish = useMay("publishDraftRuleSet");
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: () => api.saveDraftRuleSet({ body: { text, revision } }),
    onSuccess: (saved) => {
      setRevision(saved.revision);
      client.setQueryData(ruleQueries.draft().queryKey, saved);
    },
    onError: () => client.invalidateQueries({ queryKey: ["rule-sets"] }),
  });
  const leave = async () => {
    await client.invalidateQueries({ queryKey: ["rule-sets"] });
    await navigate({ to: "/rules", search: {} });
  };
  const publish = useMutation({
    mutationFn: (note: string) =>
      api.publishDraftRuleSet({ body: { revision: publishing ?? 0, over: live.number ?? 0, note } }),
    onSuccess: leave,
    onError: () => {
      setPublishing(null);
      return client.invalidateQueries({ queryKey: ["rule-sets"] });
    },
  });
  const discard = useMutation({
    mutationFn: async () => {
      if (revision !== null) await api.discardDraftRuleSet({ query: { revision } });
    },
    onSuccess: leave,
  });
  const show = (wanted: View) => {
    if (wanted === "text" && edited.kind === "forms") setEdited({ kind: "text", text: printRules(edited.model) });
    if (wanted !== "text" && edited.kind === "text") {
      const model = readRules(edited.text);
      if (model === null) return;
      setEdited({ kind: "forms", model });
    }
    setView(wanted);
  };
  const problems = check.data?.problems ?? none;
  const results = check.data?.tests ?? null;
  const errors = problems.filter((problem) => problem.level === "error").length;
  const failed = save.error ?? publish.error ?? discard.error;
  const settled = checked === text && check.isSuccess && !check.isPlaceholderData;
  const stands = (draft?.revision ?? null) === revision;
  const canBeForms = edited.kind === "forms" || readRules(edited.text) !== null;
  return (
    <Stack gap="sm">
      <DraftStanding {...{ draft, revision, live, onLoad }} beganFrom={start.beganFrom} />
      {failed === null ? null : (
        <Alert color="red" variant="light" role="alert" title="It was not saved">
          {failed.message}
        </Alert>
      )}
      <Group gap="sm">
        <SegmentedControl
          aria-label="How the rules are shown"
          data={[
            { value: "forms", label: "Rules", disabled: !canBeForms },
            { value: "tests", label: "Tests", disabled: !canBeForms },
            { value: "text", label: "All as text" },
          ]}
          value={view}
          onChange={(chosen) => show(chosen as View)}
        />
        <Standing settled={settled} errors={errors} results={results} />
      </Group>
      {edited.kind === "text" ? (
        <RuleEditor
          initial={edited.text}
          problems={problems}
          readOnly={false}
          onChange={(written) => setEdited({ kind: "text", text: written })}
        />
      ) : view === "tests" ? (
        <TestsPanel
          tests={edited.model.tests ?? []}
          results={settled ? results : null}
          onChange={(tests) => setEdited({ kind: "forms", model: { ...edited.model, tests } })}
        />
      ) : (
        <QueryStates query={vocabulary}>
          {(known) => (
            <>
              <RuleList
                rules={edited.model.rules}
                problems={problems}
                vocabulary={known}
                activity={activity.data?.items ?? noActivity}
                opened={opened}
                onOpen={setOpened}
                onChange={(rules) => setEdited({ kind: "forms", model: { ...edited.model, rules } })}
              />
              <OtherwiseForm
                model={edited.model}
                vocabulary={known}
                onChange={(model) => setEdited({ kind: "forms", model })}
              />
            </>
          )}
        </QueryStates>
      )}
      <ProblemLines problems={problems} places={edited.kind === "text"} />
      <Group gap="xs">
        <Button onClick={() => save.mutate()} loading={save.isPending} disabled={!stands}>
          Save the draft
        </Button>
        {mayPublish ? (
          <Button
            onClick={() => save.mutate(undefined, { onSuccess: () => navigate({ to: "/rules/time-machine" }) })}
            disabled={!settled || !stands}
          >
            Time machine
          </Button>
        ) : null}
        {mayPublish ? (
          <Button
            variant="filled"
            onClick={() => save.mutate(undefined, { onSuccess: (saved) => setPublishing(saved.revision) })}
            disabled={!settled || errors > 0 || !stands}
          >
            Publish…
          </Button>
        ) : null}
        <Button
          variant="subtle"
          color="gray"
          onClick={() => discard.mutate()}
          loading={discard.isPending}
          disabled={!stands}
        >
          {revision === null ? "Leave without saving" : "Throw the draft away"}
        </Button>
        {save.isSuccess ? <StateBadge state="saved" tone="settled" label="saved" /> : null}
      </Group>
      {publishing === null ? null : (
        <PublishDialog
          live={live.number ?? 0}
          revision={publishing}
          loading={publish.isPending}
          onClose={() => setPublishing(null)}
          onPublish={publish.mutate}
        />
      )}
    </Stack>
  );
}

function Standing(props: { settled: boolean; errors: number; results: readonly RuleTestResult[] | null }) {
  const { settled, errors, results } = props;
  if (!settled) return <StateBadge state="checking" tone="progress" />;
  const passed = results?.filter((one) => one.passed).length ?? 0;
  return (
    <Group gap="sm" role="status">
      {errors === 0 ? <StateBadge state="checked" tone="settled" label="no problem found" /> : null}
      {errors > 0 ? (
        <StateBadge state="error" tone="act" label={errors === 1 ? "1 problem" : `${errors} problems`} />
      ) : null}
      {results === null || results.length === 0 ? (
        <Text size="sm" c="dimmed">
          {results === null ? "" : "no tests"}
        </Text>
      ) : (
        <StateBadge
          state="tests"
          tone={passed === results.length ? "settled" : "act"}
          label={`tests ${passed}/${results.length}`}
        />
      )}
    </Group>
  );
}
