import type { ActionKind } from "../action/outcome.ts";
import type { ConditionProblem } from "./condition/condition-problem.ts";
import type { TemplateTree } from "./rule-set-body.ts";

/** What one rule said of one event. Rules that are disabled or for other changes are not asked and have none. */
export type RuleVerdict =
  | { rule: string; outcome: "fired"; stopped: boolean }
  | { rule: string; outcome: "no-match" }
  /** It reads a field of `name`, which is null for this event (an unmapped monitor has no component). */
  | { rule: string; outcome: "absent"; name: string }
  | { rule: string; outcome: "not-evaluable"; problem: ConditionProblem }
  /** An earlier rule said `stop`. */
  | { rule: string; outcome: "not-asked"; stoppedBy: string };

/** One thing to be done, in the order of the rules. */
export interface OrderedAction {
  /** Key of the rule, or `otherwise`. */
  rule: string;
  /** Place in the rule's `do`, from 0. */
  index: number;
  kind: ActionKind;
  connection: string;
  /** Which obligation of the scope; null for kinds that open none. */
  slot: string | null;
  groupBy: "incident" | "component";
  always: boolean;
  /** It starts that long after the event's processing. */
  holdMs: number;
  /** See `resolveFields`. */
  fields: Record<string, TemplateTree>;
  /** Later rules that ordered the same slot: it stands for them too. */
  joinedBy: string[];
}

/** A rule or an action's `when` that could not be evaluated: shown on the rule, and a failure on an `opened` event. */
export interface NotEvaluable {
  rule: string;
  /** Place in `do`; null: the rule's own `when`. */
  index: number | null;
  problem: ConditionProblem;
}

export type OtherwiseVerdict =
  /** `action` is null: page by the paths of `failures`. */
  | { outcome: "ran"; reason: string; action: OrderedAction | null }
  /** No rule matched and `otherwise` has nothing to do: it stands as unrouted on the overview. */
  | { outcome: "unrouted"; reason: string }
  | { outcome: "not-run"; reason: string };

export interface RuleDecision {
  verdicts: RuleVerdict[];
  /** What the rules ordered, then what `otherwise` ordered. */
  actions: OrderedAction[];
  otherwise: OtherwiseVerdict;
  notEvaluable: NotEvaluable[];
}
