import type { EpochMs, LedgerPolicy, RuleSetBody } from "@signalbox/core";
import type { Dated } from "../../commands/component/replace-timelines.ts";
import type { Reader } from "../../doors/select-rows.ts";
import { and, asc, eq, isNull } from "../../drizzle.ts";
import {
  calendars,
  componentCosts,
  componentOwners,
  components,
  componentTargets,
  componentTiers,
  connections,
  contracts,
  customers,
  drills,
  ledgerPeriods,
  maintenanceWindows,
  monitorMappings,
  policies,
  rotations,
  ruleSets,
  secrets,
  settings,
  sourceMappings,
  sources,
  teams,
} from "../../schema/index.ts";

export type ConfigRows = Awaited<ReturnType<typeof loadConfigRows>>;

/** All configuration that is in use, and what is retired by key alone; statement by statement, so call it in a transaction
 *  where it must be of one moment. Secrets are not opened: only their ids, fields and labels are read. */
export async function loadConfigRows(reader: Reader) {
  const published = await reader.select().from(ruleSets).where(eq(ruleSets.state, "published"));
  const failures = await reader.select().from(settings).where(eq(settings.key, "failures"));
  const closed = await reader
    .select({ endsAt: ledgerPeriods.endsAt })
    .from(ledgerPeriods)
    .where(eq(ledgerPeriods.status, "closed"));
  return {
    policies: (await reader.select().from(policies).orderBy(asc(policies.validFrom))).map((row) => ({
      version: row.version,
      author: row.author,
      value: row.body as unknown as Omit<LedgerPolicy, "version">,
      from: row.validFrom,
      until: row.validTo,
    })),
    calendars: await reader.select().from(calendars).orderBy(asc(calendars.key)),
    rotations: await reader.select().from(rotations).orderBy(asc(rotations.key)),
    teams: await reader.select().from(teams).orderBy(asc(teams.key)),
    components: await reader.select().from(components).orderBy(asc(components.key)),
    sources: await reader.select().from(sources).orderBy(asc(sources.key)),
    mappings: await reader
      .select({ sourceId: sources.id, body: sourceMappings.body, samples: sourceMappings.samples })
      .from(sources)
      .innerJoin(
        sourceMappings,
        and(eq(sourceMappings.sourceId, sources.id), eq(sourceMappings.version, sources.mappingVersion)),
      ),
    connections: await reader.select().from(connections).orderBy(asc(connections.key)),
    drills: await reader.select().from(drills).orderBy(asc(drills.key)),
    customers: await reader.select().from(customers).orderBy(asc(customers.key)),
    contracts: await reader.select().from(contracts).orderBy(asc(contracts.validFrom), asc(contracts.id)),
    windows: await reader
      .select()
      .from(maintenanceWindows)
      .where(isNull(maintenanceWindows.cancelledAt))
      .orderBy(asc(maintenanceWindows.startsAt), asc(maintenanceWindows.id)),
    timelines: await loadTimelines(reader),
    secrets: await reader
      .select({
        id: secrets.id,
        ownerKind: secrets.ownerKind,
        ownerId: secrets.ownerId,
        field: secrets.field,
        label: secrets.label,
        expiresAt: secrets.expiresAt,
      })
      .from(secrets)
      .where(isNull(secrets.retiredAt))
      .orderBy(asc(secrets.createdAt), asc(secrets.id)),
    ruleSet:
      published[0] === undefined
        ? null
        : {
            number: published[0].number!,
            origin: published[0].origin,
            body: published[0].body as unknown as RuleSetBody,
          },
    failures: failures[0] === undefined ? null : (failures[0].value as Record<string, unknown>),
    /** End of the last closed month, null while none is closed. */
    closedUntil: closed.length === 0 ? null : Math.max(...closed.map((row) => row.endsAt)),
  };
}

type Of<Value> = Dated<Value> & { componentId: number };

async function loadTimelines(reader: Reader) {
  const tiers = await reader.select().from(componentTiers).orderBy(asc(componentTiers.validFrom));
  const owners = await reader.select().from(componentOwners).orderBy(asc(componentOwners.validFrom));
  const costs = await reader.select().from(componentCosts).orderBy(asc(componentCosts.validFrom));
  const targets = await reader.select().from(componentTargets).orderBy(asc(componentTargets.validFrom));
  const mappings = await reader.select().from(monitorMappings).orderBy(asc(monitorMappings.validFrom));
  const dated = <Row extends { componentId: number; validFrom: EpochMs; validTo: EpochMs | null }, Value>(
    rows: readonly Row[],
    read: (row: Row) => Value,
  ): Map<number, Of<Value>[]> =>
    Map.groupBy(
      rows.map((row) => ({
        componentId: row.componentId,
        value: read(row),
        from: row.validFrom,
        until: row.validTo,
      })),
      (line) => line.componentId,
    );
  return {
    tier: dated(tiers, (row) => row.tier),
    owner: dated(owners, (row) => row.teamId),
    cost: dated(costs, (row) => ({ perMinute: row.ratePerMinute, currency: row.currency })),
    target: dated(targets, (row) => row.slaTarget),
    mapping: dated(mappings, (row) => ({ sourceId: row.sourceId, match: row.match })),
  };
}
