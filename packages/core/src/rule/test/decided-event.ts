import type { EventChange } from "../../event/normalised-event.ts";
import type { RoutingContext } from "../routing-context.ts";
import type { OrderedAction, RuleDecision } from "../rule-decision.ts";

/** One event of a test's delivery with what was decided about it. */
export interface DecidedEvent {
  context: RoutingContext;
  change: EventChange;
  decision: RuleDecision;
  /** What it ordered in the end: a page by the paths of `failures` too. */
  ordered: readonly OrderedAction[];
}
