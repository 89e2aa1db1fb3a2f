import type { ActionKind } from "../../action/outcome.ts";
import { type CompiledRuleSet, otherwiseKey } from "../compile-rule-set.ts";
import { renderFields } from "../render-fields.ts";
import type { RoutingContext } from "../routing-context.ts";
import type { OrderedAction } from "../rule-decision.ts";
import type { RulePath } from "../rule-problem.ts";
import type { Expectation, ExpectedAction, RuleTest, TemplateTree } from "../rule-set-body.ts";
import type { DecidedEvent } from "./decided-event.ts";
import { explainNotOrdered, explainOrdered, explainSilent } from "./explain-order.ts";

/** Why a test fails: what differs, and which rule and which clause of it made it so. */
export interface TestProblem {
  /** Within the test: `["expect", 0]`, `["fired"]`. */
  path: RulePath;
  message: string;
}

/** Compares what was ordered with what a test expects. Empty: it passes. Never throws. */
export function judgeRuleTest(
  ruleSet: CompiledRuleSet,
  test: Pick<RuleTest, "expect" | "fired">,
  events: readonly DecidedEvent[],
): TestProblem[] {
  const open = events.flatMap((event) => event.ordered.map((action) => ({ event, action })));
  const take = (fits: (found: (typeof open)[number]) => boolean) => {
    const place = open.findIndex(fits);
    return place < 0 ? null : open.splice(place, 1)[0]!;
  };
  const wanted = test.expect.map((expectation, index) => ({ index, ...readExpectation(expectation) }));
  // What fits wholly is taken first, so that a near miss takes nothing away from another.
  const unmet = wanted.filter(
    (one) => take((found) => isOf(one, found.action) && differs(one, found) === null) === null,
  );
  const problems = unmet.map((one): TestProblem => {
    const path = ["expect", one.index];
    const near = take((found) => isOf(one, found.action));
    if (near !== null) return { path, message: `${name(one)}: ${differs(one, near)}` };
    return { path, message: `no ${name(one)}: ${explainNotOrdered(ruleSet, one, events)}` };
  });
  const extra = open.map(
    ({ event, action }): TestProblem => ({
      path: ["expect"],
      message: `${name(action)} was not expected: ${explainOrdered(ruleSet, action, event)}`,
    }),
  );
  return [...problems, ...extra, ...judgeFired(ruleSet, test.fired, events)];
}

/** What a test would have to expect so that it passes now. */
export function expectationsOf(events: readonly DecidedEvent[]): Expectation[] {
  return events.flatMap(({ ordered }) => ordered.map(({ kind, connection }) => ({ [kind]: connection })));
}

interface Wanted {
  kind: ActionKind;
  connection: string;
  rule: string | null;
  fields: Readonly<Record<string, TemplateTree>>;
}

function readExpectation(expectation: Expectation): Wanted {
  const [kind, given] = Object.entries(expectation)[0] as [ActionKind, string | ExpectedAction];
  if (typeof given === "string") return { kind, connection: given, rule: null, fields: {} };
  const { connection, rule = null, ...fields } = given;
  return { kind, connection, rule, fields };
}

function name({ kind, connection }: { kind: ActionKind; connection: string }): string {
  return `${kind} → ${connection}`;
}

function isOf(wanted: Wanted, action: OrderedAction): boolean {
  return wanted.kind === action.kind && wanted.connection === action.connection;
}

/** What is not as wanted about an action of the right kind and connection; null: nothing. */
function differs(wanted: Wanted, { event, action }: { event: DecidedEvent; action: OrderedAction }): string | null {
  if (wanted.rule !== null && wanted.rule !== action.rule) {
    return `it was ordered by ${who(action.rule)}, not by ${who(wanted.rule)}`;
  }
  const names = Object.keys(wanted.fields);
  if (names.length === 0) return null;
  const rendered = renderFields(action.kind, action.fields, templateScope(event.context));
  if (rendered.outcome === "not-rendered") {
    return `${rendered.problem.path || "a field"} can't be filled in: ${rendered.problem.message}`;
  }
  const wrong = names.find((field) => print(rendered.value[field] ?? null) !== print(wanted.fields[field]!));
  if (wrong === undefined) return null;
  return `${wrong} is ${print(rendered.value[wrong] ?? null)}, not ${print(wanted.fields[wrong]!)}`;
}

function who(rule: string): string {
  return rule === otherwiseKey ? "otherwise" : `rule "${rule}"`;
}

function print(value: TemplateTree): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Names of what is not there yet when rules are asked, so that templates that use them can be filled in. */
function templateScope(context: RoutingContext): Record<string, unknown> {
  const obligation = { reference: "", externalId: null, externalUrl: null, previousId: null, previousUrl: null };
  return { ...context, obligation, resolution: { note: "", durationSeconds: null, resolvedAt: null } };
}

function judgeFired(
  ruleSet: CompiledRuleSet,
  wanted: readonly string[] | undefined,
  events: readonly DecidedEvent[],
): TestProblem[] {
  if (wanted === undefined) return [];
  const verdicts = events.flatMap(({ decision }) => decision.verdicts);
  const fired = new Set(verdicts.filter(({ outcome }) => outcome === "fired").map(({ rule }) => rule));
  const path = ["fired"];
  return [
    ...wanted
      .filter((rule) => !fired.has(rule))
      .map((rule) => ({ path, message: `rule "${rule}" did not fire: ${explainSilent(ruleSet, rule, events)}` })),
    ...[...fired]
      .filter((rule) => !wanted.includes(rule))
      .map((rule) => ({ path, message: `rule "${rule}" fired, which was not expected` })),
  ];
}
