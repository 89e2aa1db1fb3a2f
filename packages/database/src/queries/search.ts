import { type Reader, selectRows } from "../doors/select-rows.ts";
import { type SQL, sql } from "../drizzle.ts";

/** Something with a name of its own that people gave it, or the sender. */
export interface NamedHit {
  kind: "source" | "connection" | "component" | "team" | "rule" | "monitor";
  /** Key; of a monitor the sender's id of it. */
  key: string;
  name: string;
  /** Sender, kind of connection; of a monitor its source. */
  detail: string | null;
}

/** Configuration and monitors whose key or name holds the text, some of each kind; what is retired is left out. */
export async function searchNames(reader: Reader, asked: { text: string; limit: number }): Promise<NamedHit[]> {
  const part = `%${asked.text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const { limit } = asked;
  return selectRows<NamedHit>(
    reader,
    sql`
      (select 'source' as kind, key, name, sender as detail from sources
        where retired_at is null and (key ilike ${part} or name ilike ${part}) order by key limit ${limit})
      union all
      (select 'connection', key, name, kind from connections
        where retired_at is null and (key ilike ${part} or name ilike ${part}) order by key limit ${limit})
      union all
      (select 'component', key, name, null from components
        where retired_at is null and (key ilike ${part} or name ilike ${part}) order by key limit ${limit})
      union all
      (select 'team', key, name, null from teams
        where retired_at is null and (key ilike ${part} or name ilike ${part}) order by key limit ${limit})
      union all
      (select 'rule', rule ->> 'key', rule ->> 'key', null
        from rule_sets, jsonb_array_elements(body -> 'rules') as rule
        where state = 'published' and rule ->> 'key' ilike ${part} order by 2 limit ${limit})
      union all
      (select 'monitor', m.external_id, m.name, s.key from monitors m join sources s on s.id = m.source_id
        where m.external_id ilike ${part} or m.name ilike ${part} order by m.last_seen_at desc limit ${limit})`,
  );
}

/** What stands outside under this id or reference. */
export interface OutsideHit {
  id: string;
  kind: "ticket" | "status-post" | "page";
  status: string;
  externalId: string | null;
  connection: string;
  incidentId: string;
  title: string;
  openedAt: string;
}

export async function searchOutside(reader: Reader, asked: { text: string; limit: number }): Promise<OutsideHit[]> {
  return selectRows<OutsideHit>(reader, outsideNamed(asked));
}

export function outsideNamed(asked: { text: string; limit: number }): SQL {
  return sql`select o.id, o.kind, o.status, o.external_id as "externalId", c.key as connection, i.id as "incidentId", i.title,
        to_json(o.opened_at) #>> '{}' as "openedAt"
      from obligations o join incidents i on i.id = o.incident_id join connections c on c.id = o.connection_id
      where o.external_id = ${asked.text} or o.reference = ${asked.text}
      order by o.opened_at desc, o.id limit ${asked.limit}`;
}
