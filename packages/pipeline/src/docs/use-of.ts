import type { Capabilities, ConnectionKind, LookUpQuery } from "@signalbox/connections";
import { printConfig } from "@signalbox/contract";
import type { ActionKind, RuleAction } from "@signalbox/core";

/** What stands in a config file to use a connection with the key `key`: a rule, and a team that asks it. */
export function useOf({ key, lookUp }: Pick<ConnectionKind, "key" | "lookUp">, can: Capabilities): string[] {
  const rules = can.actions.map((kind) => ({ key: `by-${key}`, do: [actionOf(kind, key)] }));
  const merged = rules.length === 0 ? [] : [{ key: `by-${key}`, do: rules.flatMap((rule) => rule.do) }];
  return [
    ...(merged.length === 0 ? [] : [printConfig({ version: 1, rules: merged })]),
    ...(can.lookUp && lookUp !== undefined
      ? [printConfig({ version: 1, teams: [{ ...team, onCall: onCallOf(key, lookUp.example) }] })]
      : []),
  ];
}

const team = { key: "payments", name: "Payments", lead: "lead@example.test" };

function actionOf(kind: ActionKind, connection: string): RuleAction {
  switch (kind) {
    case "ticket":
      return { ticket: { connection, priority: { 1: "urgent", 2: "high" }, assignee: "{{ onCall.email }}" } };
    case "status-post":
      return { "status-post": { connection, impact: "major", text: "Payments by card fail.", draftFor: "5m" } };
    case "page":
      return { page: { connection, when: 'event.severity == "critical"', escalateAfter: "5m" } };
    case "message":
      return { message: { connection, title: "{{ incident.title }}", text: "{{ event.summary }}" } };
    case "http":
      return { http: { connection, method: "POST", path: "/notes", body: { title: "{{ incident.title }}" } } };
    case "remediate":
      return { remediate: { connection, runbook: "restart-checkout" } };
  }
}

function onCallOf(connection: string, { path, select }: LookUpQuery) {
  return { connection, path, ...(select === null ? {} : { select }), refresh: "60s", fallback: "lead@example.test" };
}
