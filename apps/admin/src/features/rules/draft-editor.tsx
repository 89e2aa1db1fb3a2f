import type { Connection, Event, RuleSetDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryStates } from "../../components/page-states.tsx";
import { connectionQueries } from "../connections/queries.ts";
import { Editor } from "./edit/editor.tsx";
import { type EditedTest, readRules } from "./edit/rule-model.ts";
import { withFreeName } from "./edit/tests-panel.tsx";
import { ruleQueries } from "./queries.ts";
import { withRuleFromEvent } from "./rule-from-event.ts";

interface Given {
  live: RuleSetDetail;
  draft: RuleSetDetail | null;
  /** An event to begin one more rule with. */
  from: string | undefined;
  /** A delivery to begin one more test with. */
  test: string | undefined;
}

/** The draft as it is edited: begun with what is stored, and with a rule or a test of what somebody came from. */
export function DraftEditor(given: Given) {
  const [loads, setLoads] = useState(0);
  const { live, draft } = given;
  const stored = { live, draft, onLoad: () => setLoads(loads + 1) };
  const text = draft?.text ?? live.text;
  if (loads === 0 && given.from !== undefined) return <FromEvent {...stored} text={text} event={given.from} />;
  if (loads === 0 && given.test !== undefined) return <FromDelivery {...stored} text={text} delivery={given.test} />;
  return <Editor key={loads} {...stored} begin={{ text, model: readRules(text), opened: null, view: "forms" }} />;
}

type Stored = Pick<Given, "live" | "draft"> & { onLoad: () => void; text: string };

function FromEvent(props: Stored & { event: string }) {
  const event = useQuery(ruleQueries.event(props.event));
  const connections = useQuery(connectionQueries.all());
  return (
    <QueryStates query={event}>
      {(found) => (
        <QueryStates query={connections}>
          {(page) => <Editor {...props} begin={beginWithRule(props.text, found, page.items)} />}
        </QueryStates>
      )}
    </QueryStates>
  );
}

function beginWithRule(before: string, event: Event, connections: readonly Connection[]) {
  const text = withRuleFromEvent(before, event, connections);
  const model = readRules(text);
  return { text, model, opened: model === null ? null : model.rules.length - 1, view: "forms" as const };
}

function FromDelivery(props: Stored & { delivery: string }) {
  const made = useQuery(ruleQueries.testOf(props.delivery));
  return (
    <QueryStates query={made}>
      {({ test }) => <Editor {...props} begin={beginWithTest(props.text, test as unknown as EditedTest)} />}
    </QueryStates>
  );
}

function beginWithTest(text: string, test: EditedTest) {
  const model = readRules(text);
  if (model === null) return { text, model, opened: null, view: "text" as const };
  const tests = model.tests ?? [];
  return {
    text,
    model: { ...model, tests: [...tests, withFreeName(test, tests)] },
    opened: null,
    view: "tests" as const,
  };
}
