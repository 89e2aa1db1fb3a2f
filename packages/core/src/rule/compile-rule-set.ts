import type { ActionKind } from "../action/outcome.ts";
import { readDuration } from "../shared/duration.ts";
import { checkActionFields, checkDuration, isObject, readAction } from "./check-action.ts";
import { type CompiledCondition, compileCondition } from "./condition/compile-condition.ts";
import type { KnownNames } from "./condition/condition-guard.ts";
import { checkBudget } from "./rule-budget.ts";
import { problemAt, problemInCondition, type RulePath, type RuleProblem } from "./rule-problem.ts";
import { type RuleChange, ruleChanges } from "./rule-set-body.ts";

/** An action whose fields and condition were checked. */
export interface CompiledAction {
  readonly kind: ActionKind;
  readonly connection: string;
  readonly when: CompiledCondition | null;
  /** As written, without `connection`, `when`, `slot`, `groupBy` and `always`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly slot: string | null;
  readonly groupBy: "incident" | "component";
  readonly always: boolean;
}

export interface CompiledRule {
  readonly key: string;
  readonly on: ReadonlySet<RuleChange>;
  readonly when: CompiledCondition | null;
  readonly holdMs: number;
  readonly actions: readonly CompiledAction[];
  readonly stop: boolean;
  readonly enabled: boolean;
}

/** A rule set that can be asked for one event after another; made once per version. */
export interface CompiledRuleSet {
  /** All rules in order, the disabled ones too. */
  readonly rules: readonly CompiledRule[];
  /** The enabled rules for each change, in order. */
  readonly byChange: Readonly<Record<RuleChange, readonly CompiledRule[]>>;
  /** Null: a page by the paths of `failures`. */
  readonly otherwise: CompiledAction | null;
}

export type CompileOutcome =
  | { outcome: "compiled"; ruleSet: CompiledRuleSet }
  | { outcome: "invalid"; problems: RuleProblem[] };

/** The name under which `otherwise` stands in decisions; no rule can have it. */
export const otherwiseKey = "otherwise";

const ruleFields = ["key", "about", "on", "when", "hold", "do", "stop", "enabled"];
const rulesMax = 5_000;
const actionsMax = 20;

/**
 * Checks a rule set (a `RuleSetBody`, or whatever stands in its place) and makes it ready to be asked. All problems are
 * given at once, each with its place. Never throws.
 */
export function compileRuleSet(body: unknown, known: KnownNames = {}): CompileOutcome {
  const problems: RuleProblem[] = [];
  if (!isObject(body) || !Array.isArray(body.rules)) {
    return { outcome: "invalid", problems: [problemAt(["rules"], "a rule set has a list of rules")] };
  }
  refuseUnknown(body, ["rules", "otherwise", "tests", "budget"], [], "a rule set", problems);
  if (body.budget !== undefined) problems.push(...checkBudget(body.budget));
  const given: unknown[] = body.rules;
  if (given.length > rulesMax) problems.push(problemAt(["rules"], `a rule set has at most ${rulesMax} rules`));
  const rules = given
    .slice(0, rulesMax)
    .flatMap((rule, index) => compileRule(rule, ["rules", index], known, problems) ?? []);
  refuseTwins(given, problems);
  const otherwise =
    body.otherwise === undefined ? null : compileAction(body.otherwise, ["otherwise"], ["opened"], known, problems);
  if (problems.length > 0) return { outcome: "invalid", problems };
  return { outcome: "compiled", ruleSet: { rules, byChange: indexByChange(rules), otherwise } };
}

function compileRule(rule: unknown, path: RulePath, known: KnownNames, problems: RuleProblem[]): CompiledRule | null {
  if (!isObject(rule)) {
    problems.push(problemAt(path, "a rule is an object with key and do"));
    return null;
  }
  refuseUnknown(rule, ruleFields, path, "a rule", problems);
  const { key, on = ["opened", "reopened"], when, hold, stop = false, enabled = true } = rule;
  if (typeof key !== "string" || !/^[a-z0-9][a-z0-9_-]{0,62}$/.test(key)) {
    problems.push(
      problemAt([...path, "key"], "a key is 1 to 63 of a-z, 0-9, _ and -, and begins with a letter or digit"),
    );
  } else if (key === otherwiseKey) {
    problems.push(problemAt([...path, "key"], `"${otherwiseKey}" is the name of what runs when no rule matched`));
  }
  const changes = readChanges(on, [...path, "on"], problems);
  if (hold !== undefined) problems.push(...checkDuration(hold, [...path, "hold"]));
  for (const [name, flag] of Object.entries({ stop, enabled })) {
    if (typeof flag !== "boolean") problems.push(problemAt([...path, name], "true or false is needed"));
  }
  const actions: unknown = rule.do;
  if (!Array.isArray(actions)) {
    problems.push(problemAt([...path, "do"], "a rule has a list of actions; an empty one is silence on purpose"));
  } else if (actions.length > actionsMax) {
    problems.push(problemAt([...path, "do"], `a rule has at most ${actionsMax} actions`));
  }
  return {
    key: String(key),
    on: new Set(changes),
    when: compileWhen(when, [...path, "when"], known, problems),
    holdMs: typeof hold === "string" ? (readDuration(hold) ?? 0) : 0,
    actions: (Array.isArray(actions) ? actions.slice(0, actionsMax) : []).flatMap(
      (action, index) => compileAction(action, [...path, "do", index], changes, known, problems) ?? [],
    ),
    stop: stop === true,
    enabled: enabled !== false,
  };
}

function compileAction(
  action: unknown,
  path: RulePath,
  changes: readonly RuleChange[],
  known: KnownNames,
  problems: RuleProblem[],
): CompiledAction | null {
  const read = readAction(action, path, problems);
  if (read === null) return null;
  const { kind, fields } = read;
  const at = [...path, kind];
  problems.push(...checkActionFields(kind, fields, at));
  if (kind === "page" && changes.includes("resolved")) {
    problems.push(
      problemAt(at, "nobody is paged for a recovery: take resolved out of the rule's on, or make a rule of its own"),
    );
  }
  if (kind === "remediate" && changes.includes("resolved")) {
    problems.push(
      problemAt(at, "a remediation is cancelled when its incident resolves: take resolved out of the rule's on"),
    );
  }
  if ((kind === "ticket" || kind === "status-post") && changes.length === 1 && changes[0] === "resolved") {
    problems.push(
      problemAt(
        at,
        `a ${kind} is closed by itself when its incident resolves; a rule for resolved alone can't order one`,
      ),
    );
  }
  const { connection, when, slot, groupBy, always, ...own } = fields;
  return {
    kind,
    connection: String(connection),
    when: compileWhen(when, [...at, "when"], known, problems),
    fields: own,
    slot: typeof slot === "string" ? slot : null,
    groupBy: kind === "status-post" || groupBy === "component" ? "component" : "incident",
    always: always === true,
  };
}

function compileWhen(
  when: unknown,
  path: RulePath,
  known: KnownNames,
  problems: RuleProblem[],
): CompiledCondition | null {
  if (when === undefined) return null;
  if (typeof when !== "string") {
    problems.push(problemAt(path, 'a condition is a text, as when: event.severity == "critical"'));
    return null;
  }
  const made = compileCondition(when, known);
  if (made.outcome === "compiled") return made.condition;
  problems.push(...made.problems.map((problem) => problemInCondition(path, when, problem)));
  return null;
}

function readChanges(on: unknown, path: RulePath, problems: RuleProblem[]): RuleChange[] {
  const changes = Array.isArray(on) ? ruleChanges.filter((change) => on.includes(change)) : [];
  if (!Array.isArray(on) || on.length === 0 || on.some((change) => !ruleChanges.some((known) => known === change))) {
    problems.push(problemAt(path, `on is a list of some of ${ruleChanges.join(", ")}`));
  }
  return changes;
}

function refuseTwins(rules: readonly unknown[], problems: RuleProblem[]): void {
  const seen = new Map<unknown, number>();
  for (const [index, rule] of rules.entries()) {
    const key = isObject(rule) ? rule.key : undefined;
    if (key === undefined) continue;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else problems.push(problemAt(["rules", index, "key"], `rule ${first + 1} has this key already`));
  }
}

function refuseUnknown(
  given: Record<string, unknown>,
  known: readonly string[],
  path: RulePath,
  what: string,
  problems: RuleProblem[],
): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    problems.push(problemAt([...path, name], `${what} has no field "${name}"; it has: ${known.join(", ")}`));
  }
}

function indexByChange(rules: readonly CompiledRule[]): CompiledRuleSet["byChange"] {
  const enabled = rules.filter((rule) => rule.enabled);
  const of = (change: RuleChange) => enabled.filter((rule) => rule.on.has(change));
  return {
    opened: of("opened"),
    reopened: of("reopened"),
    acknowledged: of("acknowledged"),
    updated: of("updated"),
    resolved: of("resolved"),
  };
}
