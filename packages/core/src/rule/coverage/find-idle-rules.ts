import type { CompiledRule, CompiledRuleSet } from "../compile-rule-set.ts";
import type { RoutingContext } from "../routing-context.ts";
import type { RuleChange } from "../rule-set-body.ts";
import { bothOf, type Case, type CaseTree, type CaseValue, caseTree, joinNames, valuesOf } from "./condition-cases.ts";

/** What events can come from here: each component (null: a monitor that is mapped to none) with its owners, each source. */
export interface PossibleObjects {
  owned: readonly Pick<RoutingContext, "component" | "team">[];
  sources: readonly RoutingContext["source"][];
}

/** What a person should know of a rule that was published, or is about to be. */
export type IdleRule =
  /** Its condition can't be true, or not with the components, teams and sources that there are. `action`: the place in `do`
   *  of the one that can never go out; null: the whole rule. */
  | { rule: string; outcome: "never"; because: "contradiction" | "configuration"; action: number | null }
  /** Earlier rules that say stop take everything that it would fire for. */
  | { rule: string; outcome: "hidden"; by: string[] }
  /** … or everything of some changes, tiers or severities. */
  | { rule: string; outcome: "partly-hidden"; by: string[]; of: { name: string; values: string[] }[] };

/** How many cases are looked at in all, and for one rule: what needs more is not judged. */
const casesMax = 400_000;
const casesMaxOfRule = 20_000;

/** What a person knows parts of: by these names it is said which part of a rule is hidden. */
const partNames = ["component.tier", "event.severity"] as const;

/**
 * Rules that can never fire, or that an earlier `stop` hides. Sound: what is said is so, whatever events come from the
 * objects given; some rule that is idle may not be found (patterns and calls are compared by their text). Never throws.
 */
export function findIdleRules(ruleSet: CompiledRuleSet, possible: PossibleObjects): IdleRule[] {
  const budget = { left: casesMax };
  const trees = new Map(ruleSet.rules.map((rule) => [rule.key, caseTree(rule.when)]));
  const enabled = ruleSet.rules.filter((rule) => rule.enabled);
  return enabled.flatMap((rule, place) => {
    const earlier = enabled.slice(0, place).filter(({ stop }) => stop);
    return judgeRule({ rule, earlier, trees, possible, budget });
  });
}

interface Judging {
  rule: CompiledRule;
  earlier: readonly CompiledRule[];
  trees: ReadonlyMap<string, CaseTree>;
  possible: PossibleObjects;
  budget: { left: number };
}

function judgeRule(judging: Judging): IdleRule[] {
  const { rule, trees } = judging;
  const own = trees.get(rule.key)!;
  const never = neverHolds(judging, own);
  if (never !== null) return [{ rule: rule.key, outcome: "never", because: never, action: null }];
  const hidden = judgeHidden(judging, own);
  const actions = rule.actions.flatMap((action, index): IdleRule[] => {
    if (action.when === null) return [];
    const because = neverHolds(judging, bothOf(own, caseTree(action.when)));
    return because === null ? [] : [{ rule: rule.key, outcome: "never", because, action: index }];
  });
  return hidden === null ? actions : [hidden, ...actions];
}

function neverHolds({ rule, possible, budget }: Judging, tree: CaseTree): "contradiction" | "configuration" | null {
  for (const [because, objects] of [
    ["contradiction", null],
    ["configuration", possible],
  ] as const) {
    const holds = [...rule.on].some((change) => {
      const cases = casesOf([tree], change, objects, budget);
      // What is too much to look at may hold.
      return cases === null || cases.some((one) => tree.ask(one) === true);
    });
    if (!holds) return because;
  }
  return null;
}

interface Match {
  change: RuleChange;
  one: Case;
  /** The earlier rule that says stop in this case; null: it fires. */
  hider: string | null;
}

function judgeHidden(judging: Judging, own: CaseTree): IdleRule | null {
  const { rule } = judging;
  const looked = [...rule.on].map((change) => matchesOf(judging, own, change));
  const matches = looked.flatMap((found) => found ?? []);
  const isWhole = looked.every((found) => found !== null);
  if (isWhole && matches.every(({ hider }) => hider !== null)) {
    return { rule: rule.key, outcome: "hidden", by: hidersOf(matches) };
  }
  const parts = [
    { name: "event.change", values: hiddenValues(matches, ({ change }) => change) },
    ...(isWhole ? partNames : []).map((name) => ({
      name,
      values: hiddenValues(matches, ({ one }) => one.get(name) ?? null),
    })),
  ].filter(({ values }) => values.size > 0);
  if (parts.length === 0) return null;
  return {
    rule: rule.key,
    outcome: "partly-hidden",
    by: hidersOf(parts.flatMap(({ values }) => [...values.values()].flat())),
    of: parts.map(({ name, values }) => ({ name, values: [...values.keys()] })),
  };
}

/** Each case in which the rule holds; null where there are too many to look at. */
function matchesOf({ earlier, trees, possible, budget }: Judging, own: CaseTree, change: RuleChange): Match[] | null {
  const stops = earlier.filter(({ on }) => on.has(change));
  const look = (by: readonly CompiledRule[]): Match[] | null => {
    const asked = by.map(({ key }) => ({ key, tree: trees.get(key)! }));
    const cases = casesOf([own, ...asked.map(({ tree }) => tree)], change, possible, budget);
    return (
      cases?.flatMap((one) => {
        if (own.ask(one) !== true) return [];
        return [{ change, one, hider: asked.find(({ tree }) => tree.ask(one) === true)?.key ?? null }];
      }) ?? null
    );
  };
  const together = look(stops);
  if (together !== null) return together;
  for (const stop of stops) {
    const alone = look([stop]);
    if (alone?.every(({ hider }) => hider !== null)) return alone;
  }
  return null;
}

function hiddenValues(matches: readonly Match[], value: (match: Match) => CaseValue): Map<string, Match[]> {
  const byValue = Map.groupBy(matches, value);
  return new Map(
    [...byValue]
      .filter(([one, of]) => one !== null && of.every(({ hider }) => hider !== null))
      .map(([one, of]) => [String(one), of]),
  );
}

function hidersOf(matches: readonly Match[]): string[] {
  return [...new Set(matches.flatMap(({ hider }) => hider ?? []))];
}

/** Every case that the conditions can tell apart on a change; null where there are too many.
 *  @param possible null: any object, whether it is there or not */
function casesOf(
  trees: readonly CaseTree[],
  change: RuleChange,
  possible: PossibleObjects | null,
  budget: { left: number },
): Case[] | null {
  const names = joinNames(trees.map((tree) => tree.names));
  const objects = possible === null ? [] : [ownedCases(possible, names), sourceCases(possible, names)];
  const fixed = new Set(["event", "event.change", ...objects.flatMap((cases) => [...(cases[0]?.keys() ?? [])])]);
  const free = [...names].flatMap(([name, literals]) =>
    fixed.has(name) ? [] : [{ name, values: valuesOf(name, literals) }],
  );
  const size = [...objects, ...free.map(({ values }) => values)].reduce((product, { length }) => product * length, 1);
  if (size > casesMaxOfRule || size * trees.length > budget.left) return null;
  budget.left -= size * trees.length;
  let cases: Map<string, CaseValue>[] = [new Map([["event.change", change]])];
  for (const some of objects) cases = cases.flatMap((one) => some.map((other) => new Map([...one, ...other])));
  for (const { name, values } of free) {
    cases = cases.flatMap((one) => values.map((value) => new Map(one).set(name, value)));
  }
  return cases;
}

const ownedFields = ["key", "name", "tier", "costPerMinute", "currency", "slaTarget"] as const;
const teamFields = ["key", "name", "lead"] as const;
const sourceFields = ["key", "name", "sender"] as const;

function ownedCases({ owned }: PossibleObjects, names: CaseTree["names"]): Case[] {
  return distinct(
    owned.map(({ component, team }) => [
      ...project("component", component, ownedFields, names),
      ...project("team", team, teamFields, names),
    ]),
  );
}

function sourceCases({ sources }: PossibleObjects, names: CaseTree["names"]): Case[] {
  return distinct(sources.map((source) => project("source", source, sourceFields, names)));
}

/** What conditions look at of an object: a field of one that is not there has no value. */
function project<Field extends string>(
  name: string,
  object: { readonly [F in Field]: CaseValue } | null,
  fields: readonly Field[],
  names: CaseTree["names"],
): [string, CaseValue][] {
  if (!names.has(name)) return [];
  const asked = fields.filter((field) => names.has(`${name}.${field}`));
  return [
    [name, object === null ? null : ""],
    ...asked.map((field): [string, CaseValue] => [`${name}.${field}`, object?.[field] ?? null]),
  ];
}

function distinct(all: readonly [string, CaseValue][][]): Case[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), new Map(one)])).values()];
}
