import { discardDraft, findRuleSet, listRuleSets } from "@signalbox/database";
import { checkRules, makeRuleTest, publishRuleDraft, saveRuleDraft } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readId } from "./read-id.ts";
import { draftConflict, liveMoved, mistakes, showCheck, showRuleSet, showWhole } from "./show-rule-set.ts";

export function ruleSetHandlers(
  deps: ServerDeps,
): Pick<
  Handlers,
  | "listRuleSets"
  | "getLiveRuleSet"
  | "getDraftRuleSet"
  | "getRuleSet"
  | "checkRules"
  | "saveDraftRuleSet"
  | "publishDraftRuleSet"
  | "discardDraftRuleSet"
  | "makeRuleTest"
> {
  const { db } = deps;
  const show = async (which: Parameters<typeof findRuleSet>[1], what: string) => {
    const found = await findRuleSet(db.read, which);
    if (found === null) throw notFound(what);
    return showWhole(found);
  };
  return {
    listRuleSets: ({ query }) =>
      pageOfRows(query, {
        key: z.int(),
        fetch: (page) => listRuleSets(db.read, page),
        keyOf: (row) => row.number ?? 0,
        item: showRuleSet,
      }),
    getLiveRuleSet: () => show("live", "live rule set"),
    getDraftRuleSet: () => show("draft", "draft"),
    getRuleSet: ({ params }) => show(params, "rule set"),

    async checkRules({ body }) {
      return showCheck(await checkRules(deps, body.text));
    },

    async saveDraftRuleSet({ body }, call) {
      const saved = await saveRuleDraft(deps, body, actorOfCall(call));
      if (saved.outcome === "unreadable") throw mistakes(saved.problems);
      if (saved.outcome === "conflict") throw draftConflict(saved);
      return { ...(await show("draft", "draft")), check: showCheck(saved) };
    },

    async publishDraftRuleSet({ body }, call) {
      const published = await publishRuleDraft(deps, body, actorOfCall(call));
      if (published.outcome === "refused") throw mistakes(published.problems);
      if (published.outcome === "over-budget") throw new ApiProblem("not-allowed", published.reason);
      if (published.outcome === "conflict") throw draftConflict(published);
      if (published.outcome === "live-moved") throw liveMoved(published);
      return show({ number: published.number }, "rule set");
    },

    async makeRuleTest({ params }) {
      const made = await makeRuleTest(deps, readId("dlv", "delivery", params.id));
      if (made.outcome === "not-found") throw notFound("delivery");
      if (made.outcome === "not-possible") throw new ApiProblem("not-allowed", made.reason);
      return { test: made.test };
    },

    async discardDraftRuleSet({ query }, call) {
      const isGone = await db.transaction((tx) =>
        discardDraft(tx, { actor: actorOfCall(call), now: deps.now() }, query.revision),
      );
      if (!isGone) {
        const draft = await findRuleSet(db.read, "draft");
        throw draft === null ? notFound("draft") : draftConflict(draft);
      }
      return undefined;
    },
  };
}
