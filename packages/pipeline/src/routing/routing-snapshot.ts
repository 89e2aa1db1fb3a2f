import { type Capabilities, connectionKindByKey } from "@signalbox/connections";
import { sourceDefaults } from "@signalbox/contract";
import {
  type Calendar,
  type CalendarBody,
  type CompiledRuleSet,
  compileGlob,
  compileRuleSet,
  type DatedPolicy,
  type EpochMs,
  type FlappingSetting,
  type GlobMatcher,
  parseCalendar,
  parseRotation,
  type Rotation,
  readDuration,
} from "@signalbox/core";
import type { RoutingRows } from "@signalbox/database";
import { type CompiledMapping, compileStoredMapping } from "@signalbox/senders";

/** A value that holds in `[from, to)`; `to` null: until further notice. */
export interface Dated<Value> {
  value: Value;
  from: EpochMs;
  to: EpochMs | null;
}

export interface RoutingSource {
  id: number;
  key: string;
  name: string;
  sender: string;
  settings: Readonly<Record<string, unknown>>;
  mapping: RoutingMapping;
  reopenWindowMs: number;
  flapping: FlappingSetting;
  /** After how long without a word an unresolved incident is asked about; null: never. */
  staleAfterMs: number | null;
}

/** What people have said about the payloads of a source. `problem`: this version can't follow it, and reads nothing by halves. */
interface RoutingMapping {
  /** Null: there never was one. */
  version: number | null;
  compiled: CompiledMapping | null;
  problem: string | null;
}

export interface RoutingComponent {
  id: number;
  key: string;
  name: string;
  tiers: readonly Dated<number>[];
  /** Ids of teams. */
  owners: readonly Dated<number>[];
  costs: readonly Dated<{ perMinute: string; currency: string }>[];
  targets: readonly Dated<string>[];
}

export interface RoutingTeam {
  id: number;
  key: string;
  name: string;
  lead: string | null;
  /** Null where nobody said who is on call. */
  onCall: TeamOnCall | null;
}

/** `rotation`: the key of the rotation kept here that says who is on call; null: another system is asked. */
export interface TeamOnCall {
  rotation: string | null;
  fallback: string | null;
}

export interface RoutingConnection {
  id: number;
  key: string;
  kind: string;
  capabilities: Capabilities | null;
  isRetired: boolean;
}

interface RoutingRotation {
  id: number;
  key: string;
  rotation: Rotation;
}

/** A drill as routing needs it: what its runs open goes to its connection and nowhere else. */
export interface RoutingDrill {
  id: number;
  key: string;
  sourceId: number;
  /** Id or name of the monitor that watches its page; null where Signalbox plays the tool. */
  monitor: string | null;
  componentId: number | null;
  /** Null where its connection is not there any more. */
  connection: RoutingConnection | null;
  isRetired: boolean;
}

interface Mapping extends Dated<number> {
  matches: GlobMatcher;
}

/** All configuration that decides where an event goes, as it was at one revision. */
export interface RoutingSnapshot {
  revision: number;
  sources: ReadonlyMap<number, RoutingSource>;
  components: ReadonlyMap<number, RoutingComponent>;
  teams: ReadonlyMap<number, RoutingTeam>;
  teamsByKey: ReadonlyMap<string, RoutingTeam>;
  connections: ReadonlyMap<string, RoutingConnection>;
  calendars: ReadonlyMap<string, Calendar>;
  /** By key. */
  rotations: ReadonlyMap<string, RoutingRotation>;
  /** By id. */
  drills: ReadonlyMap<number, RoutingDrill>;
  /** By source, first asked first; values are ids of components. */
  mappings: ReadonlyMap<number, readonly Mapping[]>;
  windows: readonly Pick<
    RoutingRows["windows"][number],
    "id" | "announcedAt" | "startsAt" | "endsAt" | "componentIds"
  >[];
  /** How downtime is counted, dated. */
  policies: readonly DatedPolicy[];
  /** `id` null: none was ever published. `problem`: it can't be read; no rule matches then. */
  rules: { id: number | null; compiled: CompiledRuleSet; problem: string | null };
  /** Some rule names `component.budgetLeft` or `contract`, in a condition or a template. */
  asksStakes: boolean;
  /** Who hears of failures: the team, and pagers in the order in which they are tried. */
  failures: { team: string | null; pagers: readonly string[] };
}

/** What a snapshot is made of: rows of the database, or what stands for them. */
export type RoutingInput = Omit<
  RoutingRows,
  "teams" | "connections" | "calendars" | "rotations" | "drills" | "mappings" | "windows"
> & {
  teams: readonly Pick<RoutingRows["teams"][number], "id" | "key" | "name" | "lead" | "onCall">[];
  connections: readonly Pick<RoutingRows["connections"][number], "id" | "key" | "kind" | "config" | "retiredAt">[];
  calendars: readonly Pick<RoutingRows["calendars"][number], "key" | "body">[];
  rotations: readonly Pick<RoutingRows["rotations"][number], "id" | "key" | "body">[];
  mappings: readonly Pick<
    RoutingRows["mappings"][number],
    "sourceId" | "componentId" | "match" | "validFrom" | "validTo"
  >[];
  windows: RoutingSnapshot["windows"];
  drills: RoutingRows["drills"];
};

export function buildRoutingSnapshot(rows: RoutingInput): RoutingSnapshot {
  const teams = rows.teams.map(readTeam);
  const connections = rows.connections.map((row) => ({
    id: row.id,
    key: row.key,
    kind: row.kind,
    capabilities: readCapabilities(row.kind, row.config),
    isRetired: row.retiredAt !== null,
  }));
  return {
    revision: rows.revision,
    sources: new Map(rows.sources.map((row) => [row.id, readSource(row)])),
    components: readComponents(rows),
    teams: new Map(teams.map((team) => [team.id, team])),
    teamsByKey: new Map(teams.map((team) => [team.key, team])),
    connections: new Map(connections.map((connection) => [connection.key, connection])),
    calendars: readCalendars(rows.calendars),
    rotations: readRotations(rows.rotations),
    drills: new Map(rows.drills.map((row) => [row.id, readDrill(row, connections)])),
    mappings: Map.groupBy(
      rows.mappings.map((row) => ({
        sourceId: row.sourceId,
        value: row.componentId,
        from: row.validFrom,
        to: row.validTo,
        matches: compileGlob(row.match),
      })),
      (mapping) => mapping.sourceId,
    ),
    windows: rows.windows,
    policies: rows.policies,
    rules: readRules(rows.ruleSet),
    asksStakes: namesStakes(rows.ruleSet?.body),
    failures: readFailurePaths(rows.failures, connections),
  };
}

/** What holds at an instant; null where nothing does. */
export function heldAt<Value>(lines: readonly Dated<Value>[], at: EpochMs): Value | null {
  return lines.find((line) => line.from <= at && (line.to === null || at < line.to))?.value ?? null;
}

function readComponents(rows: RoutingInput): Map<number, RoutingComponent> {
  const of = <Value>(lines: readonly (Dated<Value> & { componentId: number })[]) =>
    Map.groupBy(lines, (line) => line.componentId);
  const [tiers, owners, costs, targets] = [of(rows.tiers), of(rows.owners), of(rows.costs), of(rows.targets)];
  return new Map(
    rows.components.map((row) => [
      row.id,
      {
        ...row,
        tiers: tiers.get(row.id) ?? [],
        owners: owners.get(row.id) ?? [],
        costs: costs.get(row.id) ?? [],
        targets: targets.get(row.id) ?? [],
      },
    ]),
  );
}

function readDrill(
  { connectionId, retiredAt, ...row }: RoutingRows["drills"][number],
  connections: readonly RoutingConnection[],
): RoutingDrill {
  const connection = connections.find(({ id, isRetired }) => id === connectionId && !isRetired) ?? null;
  return { ...row, connection, isRetired: retiredAt !== null };
}

function readTeam(row: RoutingInput["teams"][number]): RoutingTeam {
  const { id, key, name, lead, onCall } = row;
  return { id, key, name, lead, onCall: readTeamOnCall(onCall) };
}

/** `teams.on_call` as far as routing needs it. */
export function readTeamOnCall(stored: Readonly<Record<string, unknown>> | null): TeamOnCall | null {
  if (stored === null) return null;
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { rotation: text(stored.rotation), fallback: text(stored.fallback) };
}

// One that can't be read is left out: then nobody is on call by it, and the fallback holds.
function readRotations(rows: RoutingInput["rotations"]): Map<string, RoutingRotation> {
  return new Map(
    rows.flatMap(({ id, key, body }) => {
      const parsed = parseRotation(body);
      return parsed.outcome === "parsed" ? [[key, { id, key, rotation: parsed.rotation }] as const] : [];
    }),
  );
}

function readSource({ mappingVersion, mapping, ...row }: RoutingRows["sources"][number]): RoutingSource {
  return { ...row, mapping: readMapping(mappingVersion, mapping), ...readSourceTimes(row.settings) };
}

function readMapping(version: number | null, body: unknown): RoutingMapping {
  if (version === null || body === null) return { version: null, compiled: null, problem: null };
  const made = compileStoredMapping(body);
  return made.outcome === "compiled"
    ? { version, compiled: made.mapping, problem: null }
    : { version, compiled: null, problem: made.problems[0]?.message ?? "it can't be read" };
}

function readSourceTimes(settings: Readonly<Record<string, unknown>>) {
  const duration = (value: unknown) => (typeof value === "string" ? readDuration(value) : null);
  const given = (settings.flapping ?? {}) as { opens?: number; within?: string };
  const { opens, within } = { ...sourceDefaults.flapping, ...given };
  return {
    reopenWindowMs: duration(settings.reopenWindow) ?? readDuration(sourceDefaults.reopenWindow)!,
    flapping: { opens, withinMs: duration(within) ?? readDuration(sourceDefaults.flapping.within)! },
    staleAfterMs: duration(settings.staleAfter),
  };
}

function readCapabilities(kindKey: string, config: unknown): Capabilities | null {
  const kind = connectionKindByKey(kindKey);
  const read = kind?.configSchema.safeParse(config);
  return kind && read?.success ? kind.capabilities(read.data) : null;
}

// A calendar that can't be read is left out: a condition that asks it then can't be evaluated, and says so.
function readCalendars(rows: RoutingInput["calendars"]): Map<string, Calendar> {
  const calendars = new Map<string, Calendar>();
  for (const row of rows) {
    const parsed = parseCalendar(row.body as unknown as CalendarBody);
    if (parsed.outcome === "parsed") calendars.set(row.key, parsed.calendar);
  }
  return calendars;
}

function readRules(ruleSet: RoutingInput["ruleSet"]): RoutingSnapshot["rules"] {
  const made = compileRuleSet(ruleSet?.body ?? { rules: [] });
  if (made.outcome === "compiled") return { id: ruleSet?.id ?? null, compiled: made.ruleSet, problem: null };
  const empty = compileRuleSet({ rules: [] });
  if (empty.outcome !== "compiled") throw new Error("a rule set without rules does not compile");
  return { id: ruleSet?.id ?? null, compiled: empty.ruleSet, problem: made.problems[0]?.message ?? "unreadable" };
}

function readFailurePaths(value: unknown, connections: readonly RoutingConnection[]): RoutingSnapshot["failures"] {
  const given = (value ?? {}) as { team?: string; page?: { connection: string }[] };
  const pagers = connections.filter((one) => !one.isRetired && one.capabilities?.actions.includes("page"));
  const named = (given.page ?? [])
    .map((path) => path.connection)
    .filter((key) => pagers.some((one) => one.key === key));
  return { team: given.team ?? null, pagers: named.length > 0 ? named : pagers.slice(0, 1).map((one) => one.key) };
}

function namesStakes(body: unknown): boolean {
  return /\bbudgetLeft\b|\bcontract\b/.test(JSON.stringify(body ?? null));
}
