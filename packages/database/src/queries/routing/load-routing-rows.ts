import type { EpochMs, RuleSetBody } from "@signalbox/core";
import { loadConfigRevision } from "../../config/config-revision.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, asc, eq, isNull } from "../../drizzle.ts";
import {
  calendars,
  componentCosts,
  componentOwners,
  components,
  componentTargets,
  componentTiers,
  connections,
  drills,
  maintenanceWindows,
  monitorMappings,
  rotations,
  ruleSets,
  settings,
  sourceMappings,
  sources,
  teams,
} from "../../schema/index.ts";
import { loadPolicies } from "../ledger/ledger-settings.ts";

export type RoutingRows = Awaited<ReturnType<typeof loadRoutingRows>>;

/** All that decides where an event goes, with the revision it belongs to. Call it in a transaction that has done nothing
 *  yet: it makes that one see a single moment. Retired objects are there too: deliveries of theirs may still wait. */
export async function loadRoutingRows(tx: Tx) {
  await tx.setTransaction({ isolationLevel: "repeatable read", accessMode: "read only" });
  const published = await tx.select().from(ruleSets).where(eq(ruleSets.state, "published"));
  const failures = await tx.select().from(settings).where(eq(settings.key, "failures"));
  return {
    revision: await loadConfigRevision(tx),
    sources: await tx
      .select({
        id: sources.id,
        key: sources.key,
        name: sources.name,
        sender: sources.sender,
        settings: sources.settings,
        mappingVersion: sources.mappingVersion,
        mapping: sourceMappings.body,
      })
      .from(sources)
      .leftJoin(
        sourceMappings,
        and(eq(sourceMappings.sourceId, sources.id), eq(sourceMappings.version, sources.mappingVersion)),
      ),
    components: await tx
      .select({ id: components.id, key: components.key, name: components.name })
      .from(components)
      .orderBy(asc(components.id)),
    tiers: (await tx.select().from(componentTiers)).map((row) => dated(row, row.tier)),
    owners: (await tx.select().from(componentOwners)).map((row) => dated(row, row.teamId)),
    costs: (await tx.select().from(componentCosts)).map((row) =>
      dated(row, { perMinute: row.ratePerMinute, currency: row.currency }),
    ),
    policies: await loadPolicies(tx),
    targets: (await tx.select().from(componentTargets)).map((row) => dated(row, row.slaTarget)),
    mappings: await tx.select().from(monitorMappings).orderBy(asc(monitorMappings.ordinal), asc(monitorMappings.id)),
    teams: await tx.select().from(teams),
    connections: await tx.select().from(connections),
    calendars: await tx.select().from(calendars).where(isNull(calendars.retiredAt)),
    drills: await tx
      .select({
        id: drills.id,
        key: drills.key,
        sourceId: drills.sourceId,
        monitor: drills.monitor,
        componentId: drills.componentId,
        connectionId: drills.connectionId,
        retiredAt: drills.retiredAt,
      })
      .from(drills),
    rotations: await tx.select().from(rotations).where(isNull(rotations.retiredAt)),
    windows: (await tx.select().from(maintenanceWindows).where(isNull(maintenanceWindows.cancelledAt))).map((row) => ({
      ...row,
      endsAt: row.endedAt ?? row.endsAt,
    })),
    ruleSet:
      published[0] === undefined ? null : { id: published[0].id, body: published[0].body as unknown as RuleSetBody },
    /** `{"team"?, "page"?: [{"connection"}]}` as people set it; null where nobody has. */
    failures: failures[0]?.value ?? null,
  };
}

function dated<Value>(row: { componentId: number; validFrom: EpochMs; validTo: EpochMs | null }, value: Value) {
  return { componentId: row.componentId, value, from: row.validFrom, to: row.validTo };
}
