import type { Coverage, RuleActivity, RuleSetDetail } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import { Empty } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";

interface ShownRule {
  key?: string;
  on?: string[];
  when?: string;
  hold?: string;
  stop?: boolean;
  enabled?: boolean;
  do?: Record<string, Record<string, unknown>>[];
}

/** The rules of one version, in the order in which they are asked. @param activity what became of them, of those that are live
 *  @param idle those of them that can never fire, or are hidden */
export function RuleTable(props: {
  ruleSet: RuleSetDetail;
  activity?: readonly RuleActivity[];
  idle?: Coverage["idle"];
}) {
  const { ruleSet, activity, idle = [] } = props;
  const rules = (ruleSet.body.rules ?? []) as ShownRule[];
  const otherwise = ruleSet.body.otherwise as Record<string, Record<string, unknown>> | undefined;
  if (rules.length === 0) {
    return (
      <Empty title="No rules">
        Every incident that opens pages by <i>otherwise</i>. Write the first rule: which changes, a condition, what to
        do.
      </Empty>
    );
  }
  const lines: RuleLine[] = rules.map((rule, i) => ({
    place: String(i + 1),
    name: rule.key ?? "",
    off: rule.enabled === false,
    on: rule.on ?? ["opened", "reopened"],
    when: rule.when ?? "always",
    does: doesText(rule),
    activity: activity?.find((one) => one.rule === rule.key) ?? null,
    idle: idle.filter((one) => one.rule === rule.key).map(({ message }) => message),
  }));
  lines.push({
    place: "",
    name: "otherwise",
    off: false,
    on: ["opened"],
    when: "no rule matched",
    does: otherwise === undefined ? "page by failures" : actionText(otherwise),
    activity: activity?.find((one) => one.rule === "otherwise") ?? null,
    idle: [],
  });
  const shown = activity === undefined ? columns : [...columns, ...activityColumns];
  return <RowTable inside label="Rules" rows={lines} columns={shown} rowKey={(line) => line.name} />;
}

interface RuleLine {
  place: string;
  name: string;
  off: boolean;
  on: string[];
  when: string;
  does: string;
  activity: RuleActivity | null;
  idle: string[];
}

const activityColumns: Column<RuleLine>[] = [
  {
    key: "fired",
    head: "Fired 7 d",
    numeric: true,
    named: true,
    cell: ({ activity }) => activity?.fired ?? 0,
  },
  { key: "last", head: "Last", named: true, cell: ({ activity }) => <Time at={activity?.lastAt ?? null} /> },
  {
    key: "warning",
    head: "",
    wraps: true,
    cell: ({ activity, idle }) => (
      <>
        <RuleFailed activity={activity} />
        {idle.map((message) => (
          <StateBadge key={message} state="idle" tone="wait" label={message} />
        ))}
      </>
    ),
  },
];

/** That a rule could not be evaluated, with the event that did it. */
function RuleFailed({ activity }: { activity: RuleActivity | null }) {
  if (activity === null || activity.failure === null) return null;
  const { failed, failure } = activity;
  const words = `could not be evaluated${failed === 1 ? "" : ` ${failed} times`}`;
  return (
    <>
      <StateBadge state="failed" label={words} />{" "}
      {failure.deliveryId === null ? null : (
        <Link to="/deliveries/$id" params={{ id: failure.deliveryId }} title={failure.reason ?? ""}>
          {failure.reason ?? "by this event"}
        </Link>
      )}
    </>
  );
}

const columns: Column<RuleLine>[] = [
  { key: "place", head: "#", numeric: true, cell: (line) => line.place },
  {
    key: "rule",
    head: "Rule",
    cell: (line) => (
      <>
        <b>{line.name}</b> {line.off ? <StateBadge state="off" tone="quiet" /> : null}
      </>
    ),
  },
  { key: "on", head: "On", cell: (line) => line.on.join(", ") },
  { key: "when", head: "When", wraps: true, cell: (line) => <span className="mono">{line.when}</span> },
  { key: "do", head: "Do", cell: (line) => line.does },
];

function doesText(rule: ShownRule): string {
  const actions = rule.do ?? [];
  return [
    actions.length === 0 ? "silence on purpose" : actions.map(actionText).join(", "),
    rule.hold === undefined ? null : `held ${rule.hold}`,
    rule.stop ? "then stop" : null,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

function actionText(action: Record<string, Record<string, unknown>>): string {
  const [kind, fields] = Object.entries(action).find(([, value]) => typeof value === "object") ?? [
    Object.keys(action)[0],
    {},
  ];
  const connection = (fields as { connection?: string }).connection;
  return connection === undefined ? String(kind) : `${kind} → ${connection}`;
}
