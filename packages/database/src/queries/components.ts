import type { EpochMs } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { type SQL, sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";

export type ComponentNow = {
  key: string;
  name: string;
  tier: number | null;
  team: string | null;
  /** Decimal text. */
  ratePerMinute: string | null;
  currency: string | null;
  slaTarget: string | null;
  monitors: { source: string; match: string }[];
  costCentre: string | null;
  glAccount: string | null;
  unresolvedIncidents: number;
  revision: number;
  retiredAt: EpochMs | null;
};

/** By key, with the settings that hold at `now`. */
export async function listComponents(
  reader: Reader,
  filter: { team?: string | undefined; key?: string | undefined; retired: boolean; now: EpochMs },
  page: { after: string | null; limit: number },
): Promise<ComponentNow[]> {
  const holds = holdsAt(filter.now);
  const rows = await selectRows<Omit<ComponentNow, "retiredAt"> & { retiredAt: string | null }>(
    reader,
    sql`select c.key, c.name, tier.tier::int as tier, t.key as team,
        trim_scale(cost.rate_per_minute)::text as "ratePerMinute", cost.currency,
        trim_scale(target.sla_target)::text as "slaTarget",
        (select coalesce(json_agg(json_build_object('source', s.key, 'match', m.match) order by m.ordinal, m.id), '[]')
          from monitor_mappings m join sources s on s.id = m.source_id where m.component_id = c.id and ${holds("m")}) as monitors,
        c.cost_centre as "costCentre", c.gl_account as "glAccount",
        (select count(*)::int from incidents i where i.component_id = c.id and i.status <> 'resolved'
          and i.drill_id is null) as "unresolvedIncidents",
        c.revision, c.retired_at as "retiredAt"
      from components c
        left join component_tiers tier on tier.component_id = c.id and ${holds("tier")}
        left join component_owners owner on owner.component_id = c.id and ${holds("owner")}
        left join teams t on t.id = owner.team_id
        left join component_costs cost on cost.component_id = c.id and ${holds("cost")}
        left join component_targets target on target.component_id = c.id and ${holds("target")}
      where (${filter.retired} or c.retired_at is null)
        and (${filter.team ?? null}::text is null or t.key = ${filter.team ?? null})
        and (${filter.key ?? null}::text is null or c.key = ${filter.key ?? null})
        and (${page.after}::text is null or c.key > ${page.after})
      order by c.key limit ${page.limit}`,
  );
  return rows.map((row) => ({ ...row, retiredAt: row.retiredAt === null ? null : readInstant(row.retiredAt) }));
}

export type DatedSetting = {
  setting: "tier" | "team" | "cost" | "slaTarget" | "monitor";
  value: string;
  from: EpochMs;
  to: EpochMs | null;
};

/** Every setting that a component ever had or will have, oldest first. */
export async function listComponentHistory(reader: Reader, key: string): Promise<DatedSetting[]> {
  const of = (table: string): SQL =>
    sql`${sql.identifier(table)} x join components c on c.id = x.component_id and c.key = ${key}`;
  const rows = await selectRows<{ setting: DatedSetting["setting"]; value: string; from: string; to: string | null }>(
    reader,
    sql`select 'tier' as setting, x.tier::text as value, x.valid_from as "from", x.valid_to as "to" from ${of("component_tiers")}
      union all select 'team', t.key, x.valid_from, x.valid_to from ${of("component_owners")} join teams t on t.id = x.team_id
      union all select 'cost', trim_scale(x.rate_per_minute)::text || ' ' || x.currency, x.valid_from, x.valid_to from ${of("component_costs")}
      union all select 'slaTarget', trim_scale(x.sla_target)::text, x.valid_from, x.valid_to from ${of("component_targets")}
      union all select 'monitor', s.key || ': ' || x.match, x.valid_from, x.valid_to from ${of("monitor_mappings")} join sources s on s.id = x.source_id
      order by 3, 1, 2`,
  );
  return rows.map((row) => ({ ...row, from: readInstant(row.from), to: row.to === null ? null : readInstant(row.to) }));
}

function holdsAt(now: EpochMs): (alias: string) => SQL {
  const at = new Date(now).toISOString();
  return (alias) => {
    const table = sql.identifier(alias);
    return sql`${table}.valid_from <= ${at}::timestamptz and (${table}.valid_to is null or ${table}.valid_to > ${at}::timestamptz)`;
  };
}

/** Those of the keys that are in use. */
export async function findComponents(reader: Reader, keys: readonly string[]): Promise<{ id: number; key: string }[]> {
  return selectRows<{ id: number; key: string }>(
    reader,
    sql`select id, key from components where key = any(${sql.param([...keys])}::text[]) and retired_at is null order by id`,
  );
}

/** Null where there is none. */
export async function findComponentKey(reader: Reader, id: number): Promise<string | null> {
  const [row] = await selectRows<{ key: string }>(reader, sql`select key from components where id = ${id}`);
  return row?.key ?? null;
}
