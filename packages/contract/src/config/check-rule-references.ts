import type { RuleAction } from "@signalbox/core";
import { checkRunbook } from "./check-runbook.ts";
import { checkTestReferences } from "./check-test-references.ts";
import type { ConfigFile } from "./config-file.ts";
import type { KnownWorld } from "./known-world.ts";
import { collectNames, type Finding, mustDo, wordUnknown } from "./names-in-file.ts";
import type { Path } from "./read-yaml.ts";
import type { RuleSetEntry } from "./rule-set-entry.ts";

/** References of a rule set to what `file` and the live objects have. */
export function checkRuleReferences(rules: RuleSetEntry, world: KnownWorld, file: ConfigFile): Finding[] {
  const teams = collectNames(file, world).team;
  const judge = (action: RuleAction, path: Path): Finding[] => {
    const [kind, fields] = Object.entries(action)[0]!;
    const team = "team" in fields ? fields.team : undefined;
    return [
      ...mustDo(file, world, kind, fields.connection, [...path, kind, "connection"]),
      ...(team === undefined || teams.includes(team)
        ? []
        : [{ path: [...path, kind, "team"], message: wordUnknown("team", team, teams) }]),
      ...("remediate" in action ? checkRunbook(file, world, action.remediate, [...path, kind]) : []),
    ];
  };
  const found = (rules.rules ?? []).flatMap((rule, index) =>
    rule.do.flatMap((action, place) => judge(action, ["rules", index, "do", place])),
  );
  if (rules.otherwise !== undefined) found.push(...judge(rules.otherwise, ["otherwise"]));
  if (rules.rules === undefined) {
    for (const field of ["otherwise", "tests", "budget"] as const) {
      if (rules[field] !== undefined)
        found.push({
          path: [field],
          message: `"${field}" belongs to rules: add rules (an empty list will do), or leave it out`,
        });
    }
  }
  return [...found, ...checkTestReferences(rules, world, file)];
}
