import { compareRuleSets, type EpochMs, type RuleSetBody, type RuleSetChange } from "@signalbox/core";
import type { DesiredConfig, Listed } from "./desire-config.ts";
import { canonicalJson, type NormalConfig, type NormalSource, sameJson } from "./normal-config.ts";
import {
  printComponent,
  printConnection,
  printCustomer,
  printDrill,
  printPolicies,
  printRotation,
  printSource,
  printTeam,
  printWindow,
} from "./print-config.ts";

export type ConfigObject =
  | "policy"
  | "calendar"
  | "rotation"
  | "team"
  | "component"
  | "source"
  | "connection"
  | "rules"
  | "failures"
  | "maintenance"
  | "customer"
  | "drill";

/** One difference between a file and what is live. Values are JSON as text, without credentials; null where there is none. */
export interface PlannedChange {
  object: ConfigObject;
  key: string;
  change: "create" | "update" | "retire";
  fields: { field: string; from: string | null; to: string | null }[];
}

/** What a file would change, in the order in which it is done. Empty: it would change nothing. */
export function compareConfig(
  live: NormalConfig,
  desired: DesiredConfig,
  options: { prune: boolean; now: EpochMs },
): PlannedChange[] {
  const { config, zone } = desired;
  const pruned = (list: Listed, key: string): boolean => {
    if (!options.prune || desired.named[list].has(key)) return false;
    // A window that has begun is history: taking it back would change what was down.
    return list !== "windows" || live.windows.get(key)!.startsAt > options.now;
  };
  const objects = <Value>(
    object: ConfigObject,
    list: Listed,
    maps: { live: ReadonlyMap<string, Value>; desired: ReadonlyMap<string, Value> },
    print: (key: string, value: Value) => object,
    more: (key: string, before: Value | undefined, after: Value) => PlannedChange["fields"] = () => [],
  ): PlannedChange[] =>
    [...new Set([...maps.desired.keys(), ...maps.live.keys()])].flatMap((key): PlannedChange[] => {
      const [before, after] = [maps.live.get(key), maps.desired.get(key)];
      if (pruned(list, key)) return [{ object, key, change: "retire", fields: [] }];
      if (after === undefined || (before !== undefined && sameJson(before, after))) return [];
      const fields = [...differences(before && print(key, before), print(key, after)), ...more(key, before, after)];
      return [{ object, key, change: before === undefined ? "create" : "update", fields }];
    });
  return [
    ...objects("calendar", "calendars", pick(live, config, "calendars"), (_key, body) => body),
    ...objects("rotation", "rotations", pick(live, config, "rotations"), printRotation),
    ...objects("connection", "connections", pick(live, config, "connections"), printConnection, (key) =>
      (desired.credentials.connections.get(key) ?? []).map(({ field }) => ({
        field: `secret ${field}`,
        from: live.connections.get(key)?.secrets[field] === undefined ? null : "the value before",
        to: "a new value",
      })),
    ),
    ...objects("team", "teams", pick(live, config, "teams"), printTeam),
    ...objects("source", "sources", pick(live, config, "sources"), printWithoutCredentials, credentialFields),
    ...objects("component", "components", pick(live, config, "components"), (key, value) =>
      printComponent(key, value, zone),
    ),
    ...single("policy", live.policy, config.policy, (lines) => {
      const printed = printPolicies(lines, zone);
      return Array.isArray(printed) ? { policy: printed } : printed;
    }),
    ...compareRules(live.rules, config.rules),
    ...single("failures", live.failures, config.failures, (paths) => ({ ...paths })),
    ...objects("maintenance", "windows", pick(live, config, "windows"), (_key, window) => printWindow(window)),
    ...objects("customer", "customers", pick(live, config, "customers"), (key, value) =>
      printCustomer(key, value, zone),
    ),
    ...objects("drill", "drills", pick(live, config, "drills"), printDrill),
  ];
}

function pick<Name extends Listed>(
  live: NormalConfig,
  desired: NormalConfig,
  name: Name,
): { live: NormalConfig[Name]; desired: NormalConfig[Name] } {
  return { live: live[name], desired: desired[name] };
}

function differences(before: object | undefined, after: object): PlannedChange["fields"] {
  const [old, wanted] = [(before ?? {}) as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(wanted), ...Object.keys(old)])].flatMap((field) => {
    if (field === "key" || sameJson(old[field], wanted[field])) return [];
    return [{ field, from: shorten(old[field]), to: shorten(wanted[field]) }];
  });
}

function shorten(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : canonicalJson(value);
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`;
}

function printWithoutCredentials(key: string, source: NormalSource): object {
  const { token: _token, secrets: _secrets, ...rest } = printSource(key, source);
  return rest;
}

// Printed, secrets are all alike; what happens to them is said in numbers.
function credentialFields(
  _key: string,
  before: NormalSource | undefined,
  after: NormalSource,
): PlannedChange["fields"] {
  const fields: PlannedChange["fields"] = [];
  if (before !== undefined && before.tokenHash !== after.tokenHash)
    fields.push({ field: "token", from: "the one before", to: "another one" });
  const kept = after.secrets.filter((secret) => secret.id !== null).length;
  const added = after.secrets.length - kept;
  const ended = (before?.secrets.length ?? 0) - kept;
  const words = [added > 0 && `${added} new`, kept > 0 && `${kept} kept`, ended > 0 && `${ended} ended`]
    .filter(Boolean)
    .join(", ");
  if (!sameJson(before?.secrets ?? [], after.secrets))
    fields.push({ field: "secrets", from: `${before?.secrets.length ?? 0} stored`, to: words });
  return fields;
}

function single<Value>(
  object: "policy" | "failures",
  before: Value | null,
  after: Value | null,
  print: (value: Value) => object,
): PlannedChange[] {
  if (after === null || sameJson(before, after)) return [];
  const isNew = before === null || (Array.isArray(before) && before.length === 0);
  const fields = differences(isNew ? undefined : print(before as Value), print(after));
  return [{ object, key: object, change: isNew ? "create" : "update", fields }];
}

function compareRules(before: RuleSetBody | null, after: RuleSetBody | null): PlannedChange[] {
  if (after === null || sameJson(before, after)) return [];
  const fields = compareRuleSets(before ?? { rules: [] }, after).flatMap((change) => {
    const name = isAlone(change.object) ? change.object : `${change.object} ${change.key}`;
    const { from, to } = change.place;
    const place = change.isMoved ? [{ field: `${name}, place`, from: String(from), to: String(to) }] : [];
    if (change.change === "added") return [{ field: name, from: null, to: "added" }];
    if (change.change === "removed") return [{ field: name, from: "was there", to: null }];
    return [
      ...place,
      ...change.fields.map(({ field, ...told }) => ({
        field: `${name}, ${field}`,
        from: told.from === null ? null : shorten(told.from),
        to: told.to === null ? null : shorten(told.to),
      })),
    ];
  });
  return [{ object: "rules", key: "rules", change: before === null ? "create" : "update", fields }];
}

// There is one of them in a rule set.
function isAlone(object: RuleSetChange["object"]): boolean {
  return object === "otherwise" || object === "budget";
}
