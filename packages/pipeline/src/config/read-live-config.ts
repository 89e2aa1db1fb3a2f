import type { FailurePaths } from "@signalbox/contract";
import type { CalendarBody } from "@signalbox/core";
import { type ConfigRows, type Dated, joinMapping, loadConfigRows, type Tx } from "@signalbox/database";
import { usedMapping } from "./desire-credentials.ts";
import {
  type NormalConfig,
  type NormalMapping,
  type NormalSecret,
  shortestDecimal,
  windowKey,
} from "./normal-config.ts";

/** What is live, in the form in which it is compared, with the numbers that commands need. */
export interface LiveConfig {
  config: NormalConfig;
  rows: ConfigRows;
  /** Ids by key, those of retired objects too: their key comes back with them. */
  ids: Record<"team" | "component" | "source" | "connection" | "customer", Map<string, number>>;
  windowIds: Map<string, number>;
  /** By key, of what is in use. */
  revisions: Record<
    "sources" | "connections" | "teams" | "components" | "calendars" | "rotations" | "customers",
    Map<string, number>
  >;
}

/** @param reader a transaction where what is read must be of one moment */
export async function readLiveConfig(reader: Parameters<typeof loadConfigRows>[0] | Tx): Promise<LiveConfig> {
  return normaliseRows(await loadConfigRows(reader));
}

function normaliseRows(rows: ConfigRows): LiveConfig {
  const keyOf = (list: readonly { id: number; key: string }[]) => new Map(list.map((row) => [row.id, row.key]));
  const idOf = (list: readonly { id: number; key: string }[]) => new Map(list.map((row) => [row.key, row.id]));
  const secretsOf = bySecretOwner(rows);
  const mappings = new Map(
    rows.mappings.map(({ sourceId, body, samples }) => [sourceId, usedMapping(joinMapping(body, samples))]),
  );
  const terms = Map.groupBy(rows.contracts, (contract) => contract.customerId);
  const componentKeys = keyOf(rows.components);
  const windows = rows.windows.map((row) => ({
    id: row.id,
    window: {
      components: row.componentIds.map((id) => componentKeys.get(id) ?? String(id)),
      startsAt: row.startsAt,
      endsAt: row.endsAt,
      announcedAt: row.announcedAt,
      reason: row.reason,
    },
  }));
  return {
    rows,
    ids: {
      team: idOf(rows.teams),
      component: idOf(rows.components),
      source: idOf(rows.sources),
      connection: idOf(rows.connections),
      customer: idOf(rows.customers),
    },
    windowIds: new Map(windows.map(({ id, window }) => [windowKey(window), id])),
    revisions: {
      sources: inUse(rows.sources, (row) => row.revision),
      connections: inUse(rows.connections, (row) => row.revision),
      teams: inUse(rows.teams, (row) => row.revision),
      components: inUse(rows.components, (row) => row.revision),
      calendars: inUse(rows.calendars, (row) => row.revision),
      rotations: inUse(rows.rotations, (row) => row.revision),
      customers: inUse(rows.customers, (row) => row.revision),
    },
    config: {
      policy: rows.policies.map(({ value, from, until }) => ({ value, from, until })),
      calendars: inUse(rows.calendars, (row) => row.body as unknown as CalendarBody),
      rotations: inUse(rows.rotations, ({ name, body }) => ({ name, ...body })),
      teams: inUse(rows.teams, ({ name, lead, onCall }) => ({ name, lead, onCall })),
      components: normaliseComponents(rows),
      sources: inUse(rows.sources, (row) => ({
        name: row.name,
        sender: row.sender,
        auth: row.auth,
        settings: row.settings,
        mapping: mappings.get(row.id) ?? null,
        tokenHash: row.tokenHash.toString("hex"),
        secrets: secretsOf("source", row.id)
          .filter(({ field }) => field !== "token")
          .map(({ field: _, ...secret }) => secret),
      })),
      connections: inUse(rows.connections, (row) => ({
        name: row.name,
        kind: row.kind,
        config: row.config,
        secrets: Object.fromEntries(secretsOf("connection", row.id).map(({ field, id }) => [field, id])),
      })),
      rules: rows.ruleSet?.body ?? null,
      failures: rows.failures as FailurePaths | null,
      windows: new Map(windows.map(({ window }) => [windowKey(window), window])),
      customers: inUse(rows.customers, (row) => ({
        name: row.name,
        contracts: (terms.get(row.id) ?? []).map(({ body, validFrom, validTo }) => ({
          body,
          from: validFrom,
          until: validTo,
        })),
      })),
      drills: normaliseDrills(rows),
    },
  };
}

function normaliseDrills(rows: ConfigRows): NormalConfig["drills"] {
  const keys = (list: readonly { id: number; key: string }[]) => new Map(list.map(({ id, key }) => [id, key]));
  const [sources, connections, components] = [keys(rows.sources), keys(rows.connections), keys(rows.components)];
  const keyOf = (names: ReadonlyMap<number, string>, id: number | null) =>
    id === null ? null : (names.get(id) ?? null);
  return inUse(rows.drills, (row) => ({
    name: row.name,
    way: row.way,
    source: sources.get(row.sourceId) ?? "",
    connection: connections.get(row.connectionId) ?? "",
    component: keyOf(components, row.componentId),
    monitor: row.monitor,
    openWithinMs: row.openWithinMs,
    closeWithinMs: row.closeWithinMs,
    schedule: row.schedule,
    chaos: row.chaos,
    pager: keyOf(connections, row.pagerConnectionId),
  }));
}

function inUse<Row extends { key: string; retiredAt: number | null }, Value>(
  rows: readonly Row[],
  normalise: (row: Row) => Value,
): Map<string, Value> {
  return new Map(rows.filter((row) => row.retiredAt === null).map((row) => [row.key, normalise(row)]));
}

type SecretsOf = (kind: "source" | "connection", id: number) => (NormalSecret & { field: string })[];

function bySecretOwner(rows: ConfigRows): SecretsOf {
  const byOwner = Map.groupBy(rows.secrets, (secret) => `${secret.ownerKind}/${secret.ownerId}`);
  return (kind, ownerId) =>
    (byOwner.get(`${kind}/${ownerId}`) ?? []).map(({ id, field, label, expiresAt }) => ({
      id,
      field,
      label,
      expiresAt,
    }));
}

function normaliseComponents(rows: ConfigRows): NormalConfig["components"] {
  const teamKeys = new Map(rows.teams.map((row) => [row.id, row.key]));
  const sourceKeys = new Map(rows.sources.map((row) => [row.id, row.key]));
  const { timelines } = rows;
  return inUse(rows.components, (row) => ({
    name: row.name,
    costCentre: row.costCentre,
    glAccount: row.glAccount,
    team: valuesOf(timelines.owner.get(row.id), (id) => teamKeys.get(id) ?? String(id)),
    tier: valuesOf(timelines.tier.get(row.id), (tier) => tier),
    cost: valuesOf(timelines.cost.get(row.id), ({ perMinute, currency }) => ({
      perMinute: shortestDecimal(perMinute),
      currency,
    })),
    target: valuesOf(timelines.target.get(row.id), shortestDecimal),
    monitors: (timelines.mapping.get(row.id) ?? [])
      .map(({ value, from, until }) => ({
        source: sourceKeys.get(value.sourceId) ?? "",
        match: value.match,
        from,
        until,
      }))
      .toSorted(byMapping),
  }));
}

/** By source, glob and time: the order in which mappings are compared and printed. */
export function byMapping(one: NormalMapping, other: NormalMapping): number {
  const key = ({ source, match }: NormalMapping) => `${source} ${match}`;
  return key(one) === key(other) ? one.from - other.from : key(one) < key(other) ? -1 : 1;
}

function valuesOf<Stored, Value>(
  lines: readonly Dated<Stored>[] | undefined,
  map: (value: Stored) => Value,
): Dated<Value>[] {
  return (lines ?? []).map(({ value, from, until }) => ({ value: map(value), from, until }));
}
