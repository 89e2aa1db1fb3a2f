import {
  type ComponentEntry,
  type ConfigFile,
  type ConnectionEntry,
  type CustomerEntry,
  type DrillEntry,
  type MaintenanceEntry,
  type PolicyEntry,
  printMoment,
  printPolicy,
  printRuleSet,
  type RotationEntry,
  type SourceEntry,
  type TeamEntry,
} from "@signalbox/contract";
import type { DrillSchedule, EpochMs } from "@signalbox/core";
import type { Dated } from "@signalbox/database";
import type {
  NormalComponent,
  NormalConfig,
  NormalConnection,
  NormalCustomer,
  NormalDrill,
  NormalRotation,
  NormalSource,
  NormalTeam,
  NormalWindow,
} from "./normal-config.ts";

/** Configuration as a file that, applied to where it came from, changes nothing. Credentials stand as `{kept: true}`. */
export function printNormal(config: NormalConfig): ConfigFile {
  const zone = config.policy.at(-1)?.value.timeZone ?? "UTC";
  const list = <Value, Entry>(
    objects: ReadonlyMap<string, Value>,
    print: (key: string, value: Value) => Entry,
  ): Entry[] =>
    [...objects].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([key, value]) => print(key, value));
  const file: ConfigFile = {
    version: 1,
    ...(config.policy.length > 0 && { policy: printPolicies(config.policy, zone) }),
    calendars: list(config.calendars, (key, body) => ({ key, ...body })),
    rotations: list(config.rotations, printRotation),
    teams: list(config.teams, printTeam),
    components: list(config.components, (key, component) => printComponent(key, component, zone)),
    sources: list(config.sources, printSource),
    connections: list(config.connections, printConnection),
    ...(config.rules && printRuleSet(config.rules)),
    ...(config.failures && { failures: config.failures }),
    maintenance: list(config.windows, (_key, window) => printWindow(window)),
    customers: list(config.customers, (key, customer) => printCustomer(key, customer, zone)),
    drills: list(config.drills, printDrill),
  };
  const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;
  return Object.fromEntries(
    Object.entries(file).filter(([name, value]) => name === "rules" || !isEmptyList(value)),
  ) as typeof file;
}

export function printPolicies(lines: NormalConfig["policy"], zone: string): PolicyEntry | PolicyEntry[] {
  const entries = lines.map(({ value, from }) => ({
    ...printPolicy(value),
    ...(from !== 0 && { from: printMoment(from, zone) }),
  }));
  return entries.length === 1 && lines[0]!.from === 0 ? entries[0]! : entries;
}

export function printTeam(key: string, team: NormalTeam): TeamEntry {
  return {
    key,
    name: team.name,
    ...(team.lead !== null && { lead: team.lead }),
    ...(team.onCall !== null && { onCall: team.onCall as TeamEntry["onCall"] & {} }),
  };
}

export function printComponent(key: string, component: NormalComponent, zone: string): ComponentEntry {
  const { name, costCentre, glAccount, team, tier, cost, target, monitors } = component;
  return {
    key,
    name,
    ...(team.length > 0 && { team: printPlain(team, zone) }),
    ...(tier.length > 0 && { tier: printPlain(tier, zone) }),
    ...(cost.length > 0 && { cost: printFields(cost, ({ perMinute, currency }) => ({ perMinute, currency }), zone) }),
    ...(target.length > 0 && { sla: printFields(target, (text) => ({ target: text }), zone) }),
    ...(costCentre !== null && { costCentre }),
    ...(glAccount !== null && { glAccount }),
    ...(monitors.length > 0 && {
      monitors: monitors.map(({ source, match, ...held }) => ({ source, match, ...printHeld(held, zone) })),
    }),
  };
}

export function printSource(key: string, source: NormalSource): SourceEntry {
  return {
    key,
    name: source.name,
    sender: source.sender,
    token: { kept: true },
    ...(source.secrets.length > 0 && { secrets: [{ kept: true as const }] }),
    ...(Object.keys(source.auth).length > 0 && { auth: source.auth as SourceEntry["auth"] & {} }),
    ...source.settings,
    ...(source.mapping !== null && { mapping: source.mapping as unknown as SourceEntry["mapping"] & {} }),
  };
}

export function printRotation(key: string, { name, timeZone, levels }: NormalRotation): RotationEntry {
  return { key, name, timeZone, levels };
}

export function printConnection(key: string, connection: NormalConnection): ConnectionEntry {
  return { key, name: connection.name, kind: connection.kind, ...connection.config };
}

export function printWindow(window: NormalWindow): MaintenanceEntry {
  const iso = (at: EpochMs) => new Date(at).toISOString().replace(".000Z", "Z");
  return {
    components: window.components,
    from: iso(window.startsAt),
    to: iso(window.endsAt),
    announcedAt: iso(window.announcedAt),
    reason: window.reason,
  };
}

export function printCustomer(key: string, customer: NormalCustomer, zone: string): CustomerEntry {
  const contracts = customer.contracts.map(({ body, from, until }) => ({
    ...body,
    from: printMoment(from, zone),
    ...(until !== null && { until: printMoment(until, zone) }),
  }));
  return {
    key,
    name: customer.name,
    ...(contracts.length > 0 && { contracts: contracts as CustomerEntry["contracts"] & {} }),
  };
}

export function printDrill(key: string, drill: NormalDrill): DrillEntry {
  const { name, way, source, connection, monitor, component, schedule, chaos, pager } = drill;
  return {
    key,
    name,
    ...(way === "page" && { way }),
    source,
    ...(monitor !== null && { monitor }),
    ...(component !== null && { component }),
    connection,
    openWithin: `${drill.openWithinMs / 1_000}s`,
    closeWithin: `${drill.closeWithinMs / 1_000}s`,
    ...(schedule !== null && { schedule: printSchedule(schedule) }),
    ...(chaos !== null && {
      chaos: { fault: chaos.fault, outages: chaos.outages, for: `${chaos.forMs / 1_000}s`, pager: pager ?? "" },
    }),
  };
}

function printSchedule({ days, at, calendar }: DrillSchedule): DrillEntry["schedule"] & {} {
  return { days: [...days], at, ...(calendar !== null && { calendar }) };
}

type HeldText = { from?: string; until?: string };

function printHeld(held: { from: EpochMs; until: EpochMs | null }, zone: string): HeldText {
  return {
    ...(held.from !== 0 && { from: printMoment(held.from, zone) }),
    ...(held.until !== null && { until: printMoment(held.until, zone) }),
  };
}

function printPlain<Value>(lines: readonly Dated<Value>[], zone: string) {
  const [only] = lines;
  if (lines.length === 1 && only!.from === 0 && only!.until === null) return only!.value;
  return lines.map(({ value, ...held }) => ({ value, ...printHeld(held, zone) }));
}

function printFields<Value, Fields extends object>(
  lines: readonly Dated<Value>[],
  print: (value: Value) => Fields,
  zone: string,
): (Fields & HeldText) | (Fields & HeldText)[] {
  const entries = lines.map(({ value, ...held }) => ({ ...print(value), ...printHeld(held, zone) }));
  return entries.length === 1 ? entries[0]! : entries;
}
