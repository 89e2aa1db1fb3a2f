import { completePolicy } from "@signalbox/contract";
import type { RuleSetBody } from "@signalbox/core";
import { mappingOrdinal } from "../config/mapping-ordinal.ts";
import type { NormalConfig } from "../config/normal-config.ts";
import { buildRoutingSnapshot, type RoutingSnapshot } from "./routing-snapshot.ts";

/**
 * How events would be routed if this configuration were live, by these rules, whenever they happened: each setting as it holds
 * until further notice, nothing in maintenance. So a file gives the same with and without what was live before it. Ids are
 * made up; no database is asked.
 */
export function snapshotOfConfig(config: NormalConfig, rules: RuleSetBody): RoutingSnapshot {
  const ids = {
    source: number([...config.sources.keys()]),
    component: number([...config.components.keys()]),
    team: number([...config.teams.keys()]),
    connection: number([...config.connections.keys()]),
  };
  const components = [...config.components].map(([key, component]) => ({
    ...component,
    key,
    id: ids.component.get(key)!,
  }));
  const dated = <Value>(
    read: (component: (typeof components)[number]) => readonly { value: Value; from: number; until: number | null }[],
  ) =>
    components.flatMap(({ id, ...component }) => {
      const last = read({ id, ...component }).at(-1);
      return last === undefined || last.until !== null ? [] : [{ componentId: id, value: last.value, ...always }];
    });
  const mappings = components.flatMap(({ id, monitors }) =>
    monitors.flatMap(({ source, match, until }) => {
      const sourceId = ids.source.get(source);
      if (sourceId === undefined || until !== null) return [];
      return [{ sourceId, componentId: id, match, validFrom: 0, validTo: null, ordinal: mappingOrdinal(match) }];
    }),
  );
  return buildRoutingSnapshot({
    revision: 0,
    sources: [...config.sources].map(([key, { name, sender, settings, mapping }]) => ({
      id: ids.source.get(key)!,
      key,
      name,
      sender,
      settings,
      mappingVersion: mapping === null ? null : 1,
      mapping: mapping === null ? null : { ...mapping },
    })),
    components,
    tiers: dated(({ tier }) => tier),
    owners: dated(({ team }) =>
      team.flatMap((line) => {
        const value = ids.team.get(line.value);
        return value === undefined ? [] : [{ ...line, value }];
      }),
    ),
    costs: dated(({ cost }) => cost),
    targets: dated(({ target }) => target),
    mappings: mappings.toSorted((one, other) => one.ordinal - other.ordinal),
    teams: [...config.teams].map(([key, team]) => ({ id: ids.team.get(key)!, key, ...team })),
    connections: [...config.connections].map(([key, { kind, config: settings }]) => ({
      id: ids.connection.get(key)!,
      key,
      kind,
      config: settings,
      retiredAt: null,
    })),
    calendars: [...config.calendars].map(([key, body]) => ({ key, body: { ...body } })),
    rotations: [...config.rotations].map(([key, { name: _, ...body }], index) => ({ id: index + 1, key, body })),
    drills: [],
    policies: [{ ...(config.policy.at(-1)?.value ?? completePolicy(undefined)), version: 1, ...always }],
    windows: [],
    ruleSet: { id: 0, body: rules },
    failures: config.failures,
  });
}

const always = { from: 0, to: null };

function number(keys: readonly string[]): Map<string, number> {
  return new Map(keys.map((key, index) => [key, index + 1]));
}
