import type { RuleBudget } from "./rule-budget.ts";
import type { Rule, RuleAction, RuleSetBody, RuleTest } from "./rule-set-body.ts";

/** One field that differs. Text as it is, anything else as JSON; null where it is not there. */
export interface ChangedField {
  /** `when`, `hold`, `do: ticket → desk`, `do: ticket → desk, priority`. */
  field: string;
  from: string | null;
  to: string | null;
}

/** What happened to one rule, to `otherwise` or to one test between two rule sets. */
export interface RuleSetChange {
  object: "rule" | "otherwise" | "test" | "budget";
  /** Key of the rule, name of the test. */
  key: string;
  /** `moved`: all that it says is the same. */
  change: "added" | "removed" | "changed" | "moved";
  /** It is asked earlier or later among the others, whether or not it says something else too. */
  isMoved: boolean;
  fields: ChangedField[];
  /** Places among the rules or tests, from 1; null where it is not there. */
  place: { from: number | null; to: number | null };
}

/** What differs, in the order of the new rule set; what was removed stands at the end. Empty: they decide alike. */
export function compareRuleSets(before: RuleSetBody, after: RuleSetBody): RuleSetChange[] {
  return [
    ...compareList("rule", before.rules, after.rules, (rule) => rule.key, ruleFields),
    ...compareOtherwise(before.otherwise, after.otherwise),
    ...compareBudget(before.budget, after.budget),
    ...compareList("test", before.tests ?? [], after.tests ?? [], (test) => test.name, testFields),
  ];
}

type Fields = Map<string, unknown>;

function compareList<Item>(
  object: "rule" | "test",
  before: readonly Item[],
  after: readonly Item[],
  nameOf: (item: Item) => string,
  fieldsOf: (item: Item) => Fields,
): RuleSetChange[] {
  const old = placesOf(before, nameOf);
  const wanted = placesOf(after, nameOf);
  const moved = findMoved([...wanted.keys()].flatMap((name) => old.get(name)?.place ?? []));
  const changes: RuleSetChange[] = [];
  for (const [name, { item, place }] of wanted) {
    const known = old.get(name);
    const fields = compareFields(known === undefined ? new Map() : fieldsOf(known.item), fieldsOf(item));
    const isMoved = known !== undefined && object === "rule" && moved.has(known.place);
    if (known !== undefined && fields.length === 0 && !isMoved) continue;
    const change = known === undefined ? "added" : fields.length > 0 ? "changed" : "moved";
    changes.push({ object, key: name, change, isMoved, fields, place: { from: known?.place ?? null, to: place } });
  }
  for (const [name, { item, place }] of old) {
    if (wanted.has(name)) continue;
    const fields = compareFields(fieldsOf(item), new Map());
    const there = { from: place, to: null };
    changes.push({ object, key: name, change: "removed", isMoved: false, fields, place: there });
  }
  return changes;
}

// Two tests may share a name: the second is then another one.
function placesOf<Item>(items: readonly Item[], nameOf: (item: Item) => string) {
  const places = new Map<string, { item: Item; place: number }>();
  for (const [index, item] of items.entries()) {
    const name = nameOf(item);
    let free = name;
    for (let count = 2; places.has(free); count++) free = `${name} (${count})`;
    places.set(free, { item, place: index + 1 });
  }
  return places;
}

/** Of a list of places the fewest that must move so that the others stand in order: all but a longest rising run. */
function findMoved(places: readonly number[]): Set<number> {
  // ends[n]: where the lowest end of a rising run of n + 1 places stands; before[i]: what comes before i in its run.
  const ends: number[] = [];
  const before: number[] = [];
  for (const [index, place] of places.entries()) {
    const found = ends.findIndex((end) => places[end]! > place);
    const length = found < 0 ? ends.length : found;
    before[index] = length === 0 ? -1 : ends[length - 1]!;
    ends[length] = index;
  }
  const stays = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) stays.add(places[at]!);
  return new Set(places.filter((place) => !stays.has(place)));
}

function ruleFields({ key: _, do: actions, ...rest }: Rule): Fields {
  const fields: Fields = new Map(Object.entries(rest));
  for (const [name, value] of actionFields(actions)) fields.set(`do: ${name}`, value);
  if (actions.length === 0) fields.set("do", "silence on purpose");
  return fields;
}

function actionFields(actions: readonly RuleAction[]): Fields {
  const fields: Fields = new Map();
  for (const action of actions) {
    const [kind, { connection, ...own }] = Object.entries(action)[0]!;
    const title = `${kind} → ${connection}`;
    let free = title;
    for (let count = 2; fields.has(free); count++) free = `${title} (${count})`;
    fields.set(free, "ordered");
    for (const [name, value] of Object.entries(own)) fields.set(`${free}, ${name}`, value);
  }
  return fields;
}

function testFields({ name: _, ...rest }: RuleTest): Fields {
  return new Map(Object.entries(rest));
}

function compareOtherwise(before: RuleAction | undefined, after: RuleAction | undefined): RuleSetChange[] {
  const fieldsOf = (action: RuleAction | undefined): Fields => actionFields(action === undefined ? [] : [action]);
  const fields = compareFields(fieldsOf(before), fieldsOf(after));
  if (fields.length === 0) return [];
  const change = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  const place = { from: null, to: null };
  return [{ object: "otherwise", key: "otherwise", change, isMoved: false, fields, place }];
}

function compareBudget(before: RuleBudget = {}, after: RuleBudget = {}): RuleSetChange[] {
  const [old, wanted] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const fields = compareFields(old, wanted);
  if (fields.length === 0) return [];
  const change = old.size === 0 ? "added" : wanted.size === 0 ? "removed" : "changed";
  return [{ object: "budget", key: "budget", change, isMoved: false, fields, place: { from: null, to: null } }];
}

function compareFields(before: Fields, after: Fields): ChangedField[] {
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((field) => {
    const [from, to] = [print(before.get(field)), print(after.get(field))];
    return from === to ? [] : [{ field, from, to }];
  });
}

function print(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(sortKeys(value));
}

// The database gives the keys of an object in an order of its own.
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sortKeys(inner)]),
  );
}
