export * from "./action/answer-condition.ts";
export * from "./action/chain.ts";
export * from "./action/conclude-attempt.ts";
export * from "./action/obligation-reference.ts";
export * from "./action/obligation-scope.ts";
export * from "./action/outcome.ts";
export * from "./action/plan-escalation.ts";
export * from "./action/plan-order.ts";
export * from "./action/plan-run.ts";
export * from "./action/plan-settlement.ts";
export * from "./action/plan-step.ts";
export * from "./action/resolution-note.ts";
export * from "./action/retry-schedule.ts";
export * from "./action/say-action.ts";
export * from "./breaker/decide-breaker.ts";
export * from "./calendar/ask-calendar.ts";
export { businessSpans, quietSpans } from "./calendar/business-spans.ts";
export type { CalendarBody, HoursText, WeeklyHours } from "./calendar/calendar-body.ts";
export * from "./calendar/local-hours.ts";
export { type Calendar, type CalendarOutcome, type CalendarProblem, parseCalendar } from "./calendar/parse-calendar.ts";
export { repeatLocally } from "./calendar/repeat-locally.ts";
export { weekStarts } from "./calendar/week-starts.ts";
export * from "./drill/chaos-facts.ts";
export * from "./drill/chaos-proofs.ts";
export * from "./drill/drill-chaos.ts";
export * from "./drill/drill-schedule.ts";
export * from "./drill/drill-steps.ts";
export * from "./drill/judge-chaos.ts";
export * from "./drill/judge-drill.ts";
export * from "./event/match-glob.ts";
export * from "./event/normalised-event.ts";
export * from "./event/severity.ts";
export * from "./expression/bind-json.ts";
export * from "./expression/json-expression.ts";
export * from "./failure/failure-kinds.ts";
export * from "./failure/own-limits.ts";
export { testDue } from "./failure/test-due.ts";
export * from "./incident/apply-event.ts";
export * from "./incident/assign-outages.ts";
export * from "./incident/fact.ts";
export * from "./incident/flapping.ts";
export * from "./incident/fold-facts.ts";
export * from "./incident/incident-title.ts";
export * from "./incident/intervals.ts";
export * from "./incident/key-state.ts";
export * from "./incident/redundant-facts.ts";
export * from "./incident/too-old.ts";
export * from "./ledger/adjust-pieces.ts";
export * from "./ledger/availability.ts";
export * from "./ledger/compose-contract.ts";
export * from "./ledger/contract-standing.ts";
export * from "./ledger/cost-so-far.ts";
export * from "./ledger/count-segments.ts";
export * from "./ledger/credit.ts";
export * from "./ledger/down-pieces.ts";
export * from "./ledger/entry.ts";
export * from "./ledger/excluded-time.ts";
export * from "./ledger/forecast-budget.ts";
export * from "./ledger/local-time.ts";
export * from "./ledger/money.ts";
export * from "./ledger/period.ts";
export * from "./ledger/policy.ts";
export * from "./ledger/posted-line.ts";
export * from "./ledger/print-line.ts";
export * from "./ledger/segments.ts";
export * from "./ledger/sla-lines.ts";
export * from "./ledger/spans.ts";
export * from "./limits/decide-turn.ts";
export * from "./mapping/mapping-body.ts";
export { type CalendarPerson, whoInCalendar } from "./on-call/ical/who-in-calendar.ts";
export { parseRotation, type Rotation, type RotationOutcome, type RotationProblem } from "./on-call/parse-rotation.ts";
export type { HandOverDay, RotationBody, RotationLevelBody, RotationPerson } from "./on-call/rotation-body.ts";
export { gapsIn, nextHandOver, type RotationOverride, type Shift, shiftAt, shiftsIn } from "./on-call/shifts.ts";
export * from "./retention/retention.ts";
export { actionFields, actionKinds, type FieldShape, type FieldSpec, obligationKinds } from "./rule/action-fields.ts";
export {
  type ConditionGroup,
  type ConditionLine,
  isGroup,
  type LineOperator,
  lineOperators,
  printCondition,
} from "./rule/builder/condition-tree.ts";
export { readConditionTree } from "./rule/builder/read-condition.ts";
export { type ChangedField, compareRuleSets, type RuleSetChange } from "./rule/compare-rule-sets.ts";
export {
  type CompiledAction,
  type CompiledRule,
  type CompiledRuleSet,
  type CompileOutcome,
  compileRuleSet,
  otherwiseKey,
} from "./rule/compile-rule-set.ts";
export { type BoundContext, bindContext } from "./rule/condition/bind-context.ts";
export { calendarQuestions } from "./rule/condition/calendar-book.ts";
export type { KnownNames } from "./rule/condition/condition-guard.ts";
export type { ConditionProblem, SourceRange } from "./rule/condition/condition-problem.ts";
export type { Verdict } from "./rule/condition/evaluate-condition.ts";
export type { ExplainedClause } from "./rule/condition/explain-condition.ts";
export { rotationQuestions } from "./rule/condition/rotation-book.ts";
export { describeIdle } from "./rule/coverage/describe-idle.ts";
export { findIdleRules, type IdleRule, type PossibleObjects } from "./rule/coverage/find-idle-rules.ts";
export { describeNotEvaluable, evaluateRules } from "./rule/evaluate-rules.ts";
export * from "./rule/explain-rule.ts";
export { renderFields } from "./rule/render-fields.ts";
export { resolveFields } from "./rule/resolve-fields.ts";
export * from "./rule/routing-context.ts";
export {
  addedByDraft,
  budgetMax,
  budgetWords,
  overBudget,
  type RuleBudget,
  sayBudget,
} from "./rule/rule-budget.ts";
export * from "./rule/rule-decision.ts";
export { printRulePath, type RulePath, type RuleProblem } from "./rule/rule-problem.ts";
export * from "./rule/rule-set-body.ts";
export type { DecidedEvent } from "./rule/test/decided-event.ts";
export { applyGiven, checkGiven } from "./rule/test/given-context.ts";
export { expectationsOf, judgeRuleTest, type TestProblem } from "./rule/test/judge-rule-test.ts";
export * from "./runbook/check-arguments.ts";
export * from "./runbook/fill-argv.ts";
export * from "./runbook/judge-run.ts";
export * from "./runbook/runbook.ts";
export * from "./shared/duration.ts";
export * from "./shared/failpoint.ts";
export * from "./shared/id.ts";
export * from "./shared/json-path.ts";
export * from "./shared/time.ts";
export * from "./shared/traceparent.ts";
export * from "./template/check-template.ts";
export { renderText, type TemplateScope } from "./template/render-text.ts";
export { renderTree } from "./template/render-tree.ts";
export { renderUrlPath } from "./template/render-url-path.ts";
export * from "./template/template-names.ts";
export type { RenderOutcome, TemplateProblem } from "./template/template-problem.ts";
