import { type ConfigProblem, checkRuleSetText, locate, type RuleSetEntry, ruleSetBody } from "@signalbox/contract";
import { compileRuleSet, type RuleSetBody } from "@signalbox/core";
import type { Tx } from "@signalbox/database";
import type { ConfigDeps } from "../config/config-deps.ts";
import { knownWorld } from "../config/known-world.ts";
import { readLiveConfig } from "../config/read-live-config.ts";
import { snapshotOfConfig } from "../routing/snapshot-of-config.ts";
import { idleFindings } from "./idle-rules.ts";
import { findingsOf, type RuleTestResult, runRuleTests } from "./run-rule-tests.ts";

export interface CheckedRules {
  /** Tests that fail are among them. */
  problems: ConfigProblem[];
  /** What has no effect yet, and rules that can never fire. */
  warnings: ConfigProblem[];
  /** What the text says, also where it is wrong; null only where it can't be read. */
  body: RuleSetBody | null;
  /** What became of each test; null where the rules have another problem, so that none was run. */
  tests: RuleTestResult[] | null;
}

/** Checks a rule set as text (YAML, of which JSON is a part) against what is live, and runs its tests; each problem has its
 *  place in the text. */
export async function checkRules(deps: Pick<ConfigDeps, "db">, text: string): Promise<CheckedRules> {
  return deps.db.transaction((tx) => checkRulesIn(tx, text));
}

export async function checkRulesIn(tx: Tx, text: string): Promise<CheckedRules> {
  const live = (await readLiveConfig(tx)).config;
  const checked = checkRuleSetText(text, { compileRuleSet, world: knownWorld({ live }) });
  const { problems, warnings } = checked;
  const body = checked.readable === null ? null : bodyOf(checked.readable, live.rules);
  if (body === null || problems.length > 0) return { problems, warnings, body, tests: null };
  const tests = runRuleTests(snapshotOfConfig(live, body), body.tests ?? []);
  const idle = locate(text, idleFindings(live, body));
  return { problems: locate(text, findingsOf(tests)), warnings: [...warnings, ...idle], body, tests };
}

// A test whose delivery is only named keeps the text that is live under that name: the browser has no files.
function bodyOf(entry: RuleSetEntry, live: RuleSetBody | null): RuleSetBody {
  const kept = (path: string) => live?.tests?.find((test) => test.deliveryFile === path)?.delivery ?? "";
  return ruleSetBody({ ...entry, rules: entry.rules ?? [] }, kept)!;
}
