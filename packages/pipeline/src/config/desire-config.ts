import {
  asList,
  type ConfigFile,
  completePolicy,
  fileTimeZone,
  heldSpan,
  printMoment,
  readMoment,
  ruleSetBody,
} from "@signalbox/contract";
import type { EpochMs, RotationBody } from "@signalbox/core";
import { judgeDrillSettings } from "../drill/judge-drill-settings.ts";
import { desireComponent } from "./desire-component.ts";
import {
  type ApplyProblem,
  desireConnection,
  desireSource,
  type NewCredential,
  type OpenedSecrets,
} from "./desire-credentials.ts";
import { desireDrill } from "./desire-drill.ts";
import { type NormalConfig, type NormalWindow, sameJson, windowKey } from "./normal-config.ts";
import { firstDifference, setHeld } from "./timeline.ts";

/** What should be live after a file was applied, and what must be stored for it. */
export interface DesiredConfig {
  config: NormalConfig;
  /** Keys that the file names, by list: the rest is retired with `prune`. */
  named: Record<Listed, ReadonlySet<string>>;
  credentials: { sources: Map<string, NewCredential[]>; connections: Map<string, NewCredential[]> };
  problems: ApplyProblem[];
  zone: string;
}
export type Listed =
  | "calendars"
  | "rotations"
  | "teams"
  | "components"
  | "sources"
  | "connections"
  | "windows"
  | "customers"
  | "drills";

export interface DesireInput {
  live: NormalConfig;
  /** End of the last closed month; a policy without a date begins there. */
  closedUntil: EpochMs | null;
  /** `{env}` were replaced by values. */
  file: ConfigFile;
  opened: OpenedSecrets;
  readDelivery: (path: string) => string | null;
  now: EpochMs;
}

/** Pure: the live configuration with what the file says in it. */
export function desireConfig(input: DesireInput): DesiredConfig {
  const { live, file, opened, now } = input;
  const zone = fileTimeZone(file.policy) ?? live.policy.at(-1)?.value.timeZone ?? "UTC";
  const sources = (file.sources ?? []).map((entry, index) => ({
    key: entry.key,
    ...desireSource(entry, live.sources.get(entry.key), opened, ["sources", index]),
  }));
  const connections = (file.connections ?? []).map((entry, index) => ({
    key: entry.key,
    ...desireConnection(entry, live.connections.get(entry.key), opened, ["connections", index]),
  }));
  const windows = new Map((file.maintenance ?? []).map((entry) => desireWindow(entry, live, now)));
  const config: NormalConfig = {
    policy: desirePolicy(input, zone),
    calendars: over(live.calendars, file.calendars, ({ key: _, ...body }) => body),
    rotations: over(live.rotations, file.rotations, ({ key, name, ...body }) => ({
      name: name ?? key,
      ...(body as RotationBody),
    })),
    teams: over(live.teams, file.teams, (entry) => ({
      name: entry.name ?? entry.key,
      lead: entry.lead ?? null,
      onCall: entry.onCall ?? null,
    })),
    components: over(live.components, file.components, (entry) =>
      desireComponent(entry, live.components.get(entry.key), { zone, now }),
    ),
    sources: over(live.sources, sources, (source) => source.normal),
    connections: over(live.connections, connections, (connection) => connection.normal),
    rules: ruleSetBody(file, input.readDelivery) ?? live.rules,
    failures: file.failures ?? live.failures,
    windows: new Map([...live.windows, ...windows]),
    customers: over(live.customers, file.customers, (entry) => ({
      name: entry.name ?? entry.key,
      contracts:
        entry.contracts === undefined
          ? (live.customers.get(entry.key)?.contracts ?? [])
          : entry.contracts.map(({ from, until, ...body }) => ({
              body,
              from: readMoment(from, zone)!,
              until: until === undefined ? null : readMoment(until, zone),
            })),
    })),
    drills: over(live.drills, file.drills, desireDrill),
  };
  const keys = (entries: readonly { key: string }[] | undefined) => new Set((entries ?? []).map((entry) => entry.key));
  return {
    config,
    named: {
      calendars: keys(file.calendars),
      rotations: keys(file.rotations),
      teams: keys(file.teams),
      components: keys(file.components),
      sources: keys(file.sources),
      connections: keys(file.connections),
      customers: keys(file.customers),
      drills: keys(file.drills),
      windows: new Set(windows.keys()),
    },
    credentials: { sources: storeOf(sources), connections: storeOf(connections) },
    problems: [
      ...[...sources, ...connections].flatMap((one) => one.problems),
      ...sharedTokens(config),
      ...policyInClosedMonth(input, config, zone),
      ...drillProblems(file, config),
    ],
    zone,
  };
}

// Of those that stand in the file: what is live was judged when it was written.
function drillProblems(file: ConfigFile, config: NormalConfig): ApplyProblem[] {
  return (file.drills ?? []).flatMap(({ key }, index) =>
    judgeDrillSettings(key, config.drills.get(key)!, config).map(({ path, message }) => ({
      path: ["drills", index, ...path.split(".")],
      message,
    })),
  );
}

function over<Entry extends { key: string }, Value>(
  live: ReadonlyMap<string, Value>,
  entries: readonly Entry[] | undefined,
  desire: (entry: Entry) => Value,
): Map<string, Value> {
  return new Map([...live, ...(entries ?? []).map((entry) => [entry.key, desire(entry)] as const)]);
}

function storeOf(objects: readonly { key: string; store: NewCredential[] }[]): Map<string, NewCredential[]> {
  return new Map(objects.filter((one) => one.store.length > 0).map((one) => [one.key, one.store]));
}

// A policy without a date that says what holds already changes nothing, whenever that began.
function desirePolicy({ live, file, closedUntil }: DesireInput, zone: string): NormalConfig["policy"] {
  if (file.policy === undefined) return live.policy;
  const entries = asList(file.policy);
  const last = live.policy.at(-1);
  const [only] = entries;
  if (entries.length === 1 && only!.from === undefined) {
    const value = completePolicy(only);
    if (last !== undefined && last.until === null && sameJson(last.value, value)) return live.policy;
    return setHeld(live.policy, { value, from: closedUntil ?? 0, until: null });
  }
  return entries.reduce(
    (lines, entry) =>
      setHeld(lines, {
        value: completePolicy(entry),
        ...heldSpan(entry.from === undefined ? {} : { from: entry.from }, zone),
      }),
    live.policy,
  );
}

function desireWindow(
  entry: NonNullable<ConfigFile["maintenance"]>[number],
  live: NormalConfig,
  now: EpochMs,
): [string, NormalWindow] {
  const times = {
    components: entry.components,
    startsAt: readMoment(entry.from, "UTC")!,
    endsAt: readMoment(entry.to, "UTC")!,
  };
  const key = windowKey(times);
  const before = live.windows.get(key);
  const announcedAt =
    entry.announcedAt === undefined ? (before?.announcedAt ?? now) : readMoment(entry.announcedAt, "UTC")!;
  // Their order says nothing: what stands already is not changed for it.
  return [key, { ...times, components: before?.components ?? entry.components, announcedAt, reason: entry.reason }];
}

// What was closed was counted by the policy of then, and stays.
function policyInClosedMonth({ live, closedUntil }: DesireInput, config: NormalConfig, zone: string): ApplyProblem[] {
  const from = firstDifference(live.policy, config.policy);
  if (closedUntil === null || from === null || from >= closedUntil) return [];
  const earliest = printMoment(closedUntil, zone);
  const message = `it would change months that are closed: a policy can change from ${earliest} on. Give it from: "${earliest}", or later`;
  return [{ path: ["policy"], message }];
}

function sharedTokens(config: NormalConfig): ApplyProblem[] {
  const owners = new Map<string, string>();
  return [...config.sources].flatMap(([key, { tokenHash }]) => {
    if (tokenHash === null) return [];
    const other = owners.get(tokenHash);
    owners.set(tokenHash, key);
    if (other === undefined) return [];
    return [
      { path: ["sources"], message: `the sources "${other}" and "${key}" have the same token: give each its own` },
    ];
  });
}
