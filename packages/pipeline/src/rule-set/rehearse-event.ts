import { compileRuleSet, evaluateRules, type OrderedAction, type RoutingContext } from "@signalbox/core";
import { findRuleSet, loadEventContexts } from "@signalbox/database";
import { pageByFailures } from "../process/route-event.ts";
import { loadRouting } from "../routing/load-routing.ts";
import { type PreviewDeps, previewOrder, type RuleActionPreview } from "./preview-rule-action.ts";

/** One action that a real event would have ordered, with what it would have sent. */
export type RehearsedOrder = Pick<OrderedAction, "rule" | "kind" | "connection" | "holdMs"> & RuleActionPreview;

/** What a test event would have ordered by the rules of its time if it had been real; sends nothing. Null where there is no
 *  such test event, or what rules saw of it is not kept. */
export async function rehearseEvent(
  deps: PreviewDeps,
  event: { deliveryId: string; ordinal: number },
): Promise<RehearsedOrder[] | null> {
  const found = (await loadEventContexts(deps.db.read, event.deliveryId)).find((one) => one.ordinal === event.ordinal);
  if (found === undefined || found.type !== "test" || found.context === null || found.ruleSetId === null) return null;
  const rules = await findRuleSet(deps.db.read, { id: found.ruleSetId });
  const compiled = rules === null ? null : compileRuleSet(rules.body);
  if (compiled?.outcome !== "compiled") return null;
  // Written by our own routing stage in exactly this shape.
  const context = found.context as unknown as RoutingContext;
  const { actions, otherwise } = evaluateRules(compiled.ruleSet, context, "opened");
  const isPaged = otherwise.outcome === "ran" && otherwise.action === null;
  const page = isPaged ? pageByFailures(await loadRouting(deps.db)) : null;
  const orders = page === null ? actions : [...actions, page];
  const rehearsed: RehearsedOrder[] = [];
  for (const { rule, kind, connection, holdMs, fields } of orders) {
    rehearsed.push({
      rule,
      kind,
      connection,
      holdMs,
      ...(await previewOrder(deps, { kind, connection, fields }, context)),
    });
  }
  return rehearsed;
}
