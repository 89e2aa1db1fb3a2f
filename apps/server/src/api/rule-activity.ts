import { formatEventId, formatId, toIso } from "@signalbox/core";
import { loadRuleActivity, type RuleActivity } from "@signalbox/database";
import type { ServerDeps } from "../server-deps.ts";
import { explainEvents } from "./explain-events.ts";
import type { ApiCall, Handlers } from "./handlers.ts";

const dayMs = 86_400_000;

export function ruleActivityHandlers(deps: ServerDeps): Pick<Handlers, "listRuleActivity"> {
  return {
    async listRuleActivity({ query }, call) {
      const rows = await loadRuleActivity(deps.db.read, deps.now() - query.days * dayMs);
      const byRule = [...Map.groupBy(rows, ({ rule }) => rule)];
      const items = byRule.map(async ([rule, said]) => {
        const fired = said.find((one) => one.fired);
        const failed = said.find((one) => !one.fired);
        return {
          rule,
          fired: fired?.times ?? 0,
          lastAt: fired === undefined ? null : toIso(fired.lastAt),
          failed: failed?.times ?? 0,
          failure: failed === undefined ? null : await showFailure(deps, call, failed),
        };
      });
      return { items: await Promise.all(items) };
    },
  };
}

async function showFailure(
  deps: ServerDeps,
  call: ApiCall,
  { rule, lastAt, deliveryId, ordinal, byHand }: RuleActivity,
) {
  const [explained] = await explainEvents(deps, call, { deliveryId, ordinal });
  const found = explained?.rules.find((one) => one.rule === rule);
  return {
    at: toIso(lastAt),
    eventId: formatEventId(deliveryId, ordinal),
    deliveryId: byHand ? null : formatId("dlv", deliveryId),
    reason: found?.reason ?? null,
  };
}
