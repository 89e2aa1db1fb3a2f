import type { ActionKind } from "../action/outcome.ts";
import { type CompiledRuleSet, otherwiseKey } from "./compile-rule-set.ts";
import { bindContext } from "./condition/bind-context.ts";
import type { CompiledCondition } from "./condition/compile-condition.ts";
import { evaluateCondition, type Verdict } from "./condition/evaluate-condition.ts";
import { type ExplainedClause, explainCondition } from "./condition/explain-condition.ts";
import type { RoutingContext } from "./routing-context.ts";
import type { RuleChange } from "./rule-set-body.ts";

/** A condition with what it said and the value of each of its parts; without a condition: true, and no parts. */
export interface ExplainedCondition {
  source: string | null;
  verdict: Verdict;
  clauses: ExplainedClause[];
}

/** Why a rule acts on an event, or does not. */
export interface RuleExplanation {
  rule: string;
  enabled: boolean;
  /** The changes that it is for. */
  on: RuleChange[];
  when: ExplainedCondition;
  actions: { kind: ActionKind; connection: string; when: ExplainedCondition }[];
}

/**
 * Every condition of one rule (or of `otherwise`) with the value of each part, asked alone: other rules, `stop` and the
 * change are not looked at. Null where no rule has the key. The engine is deterministic: with the version and the context
 * that were stored, this is what was decided then. Never throws.
 */
export function explainRule(ruleSet: CompiledRuleSet, key: string, context: RoutingContext): RuleExplanation | null {
  const bound = bindContext(context);
  const explain = (condition: CompiledCondition | null): ExplainedCondition =>
    condition === null
      ? { source: null, verdict: { outcome: "true" }, clauses: [] }
      : {
          source: condition.source,
          verdict: evaluateCondition(condition, bound),
          clauses: explainCondition(condition, bound, context),
        };
  const { otherwise } = ruleSet;
  if (key === otherwiseKey && otherwise !== null) {
    const action = { kind: otherwise.kind, connection: otherwise.connection, when: explain(otherwise.when) };
    return { rule: key, enabled: true, on: ["opened"], when: explain(null), actions: [action] };
  }
  const rule = ruleSet.rules.find((one) => one.key === key);
  if (rule === undefined) return null;
  return {
    rule: rule.key,
    enabled: rule.enabled,
    on: [...rule.on],
    when: explain(rule.when),
    actions: rule.actions.map(({ kind, connection, when }) => ({ kind, connection, when: explain(when) })),
  };
}
