import { compareRuleSets, type RuleSetBody } from "@signalbox/core";
import { findRuleSet } from "@signalbox/database";
import { restoreRuleSet } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { liveMoved, mistakes, type RuleSetRow, showWhole } from "./show-rule-set.ts";

/** What versions say against each other, and the way back to one. */
export function ruleVersionHandlers(
  deps: ServerDeps,
): Pick<Handlers, "compareRuleSet" | "compareDraftRuleSet" | "restoreRuleSet"> {
  const { read } = deps.db;
  const find = async (which: Parameters<typeof findRuleSet>[1], what: string): Promise<RuleSetRow> => {
    const found = await findRuleSet(read, which);
    if (found === null) throw notFound(what);
    return found;
  };
  return {
    async compareRuleSet({ params, query }) {
      const found = await find(params, "rule set");
      const since = query.since ?? found.basedOnNumber;
      return compare(since === null ? null : await find({ number: since }, "rule set"), found);
    },

    async compareDraftRuleSet() {
      return compare(await findRuleSet(read, "live"), await find("draft", "draft"));
    },

    async restoreRuleSet({ params, body }, call) {
      const restored = await restoreRuleSet(deps, { ...params, ...body }, actorOfCall(call));
      switch (restored.outcome) {
        case "not-found":
          throw notFound("rule set");
        case "live-already":
          throw new ApiProblem("not-allowed", `v${params.number} is live already.`);
        case "live-moved":
          throw liveMoved(restored);
        case "refused":
          throw mistakes(restored.problems);
        case "published":
          return showWhole(await find({ number: restored.number }, "rule set"));
      }
    },
  };
}

function compare(before: RuleSetRow | null, after: RuleSetRow) {
  // Stored by our own commands in exactly this shape.
  const body = (row: RuleSetRow | null) => (row === null ? { rules: [] } : (row.body as unknown as RuleSetBody));
  return {
    from: before?.number ?? null,
    to: after.number,
    changes: compareRuleSets(body(before), body(after)),
  };
}
