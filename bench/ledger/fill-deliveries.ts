import { setTimeout as sleep } from "node:timers/promises";
import { anypingRequest } from "../shared/anyping-request.ts";
import { sendRequests } from "../shared/send-requests.ts";
import type { Installation } from "../shared/start-installation.ts";

export const services = 50;
const connections = 8;
const dayMs = 86_400_000;
const processedWithinMs = 60_000;
const settledWithinMs = 15 * 60_000;
/** From one outage of a service to the one before: a million deliveries go 300 days back. */
const everyMinutes = 43;

/** Outages of ten seconds on every service: one of each is really told, by an open and a resolve, and processed; the others
 *  are what processing would have left of the same, further and further back. All are settled in the end, by the marks that
 *  processing would have left. Returns how long that took, in seconds. */
export async function fillDeliveries(installation: Installation, deliveries: number): Promise<number> {
  const { query } = installation;
  await tellOnce(installation);
  await until(query, "select 1 from deliveries where state = 'received'", processedWithinMs);
  await until(query, "select 1 from ledger_dirty", processedWithinMs);
  const copies = Math.round(deliveries / (2 * services)) - 1;
  for (const table of ["delivery_bodies", "events"]) {
    await query(`select ensure_partitions('${table}', (now() at time zone 'UTC')::date - 400, 15)`);
  }
  await query("set session_replication_role = replica");
  for (const statement of copy(copies)) await query(statement);
  await query("set session_replication_role = default");
  for (const table of filled) await query(`analyze ${table}`);
  const startedAt = performance.now();
  await query(`insert into ledger_dirty (component_id, dirty_from, dirty_to)
    select component_id, opened_at, resolved_at from incidents where correlation_key like 'ledger-%' and correlation_key not like '%-000000'`);
  await until(query, "select 1 from ledger_dirty", settledWithinMs);
  const seconds = (performance.now() - startedAt) / 1_000;
  await query("vacuum analyze ledger_segments");
  return seconds;
}

async function tellOnce({ api, sources }: Installation): Promise<void> {
  const source = sources[0]!;
  const begin = Math.floor(Date.now() / 1_000) * 1_000 - 2 * dayMs;
  let next = 0;
  let refused = 0;
  await sendRequests({
    port: api.port,
    connections,
    take() {
      if (next >= 2 * services) return null;
      const n = next++;
      const service = Math.floor(n / 2);
      const startedAt = begin + service * 1_000;
      return anypingRequest(source, {
        id: `dlv_ledger_${n}-000000`,
        type: n % 2 === 0 ? "opened" : "resolved",
        at: startedAt + (n % 2) * 10_000,
        key: `ledger-${service}-000000`,
        monitor: `Service ${service}`,
        severity: "critical",
        startedAt,
      });
    },
    onAnswer(status) {
      if (status !== "200") refused++;
    },
  });
  if (refused > 0) throw new Error(`${refused} deliveries were refused`);
}

async function until(query: Installation["query"], waiting: string, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while ((await query(`${waiting} limit 1`)).length > 0) {
    if (performance.now() > end) throw new Error(`still waiting for: ${waiting}`);
    await sleep(100);
  }
}

const filled = [
  "deliveries",
  "delivery_bodies",
  "events",
  "incident_keys",
  "incidents",
  "incident_facts",
  "incident_intervals",
];

/** Copy k of a row has ids and key of its own, and each instant of it lies k times 43 minutes further back. */
function copy(copies: number): string[] {
  const suffix = (text: string) => `replace(${text}, '-000000', '-' || lpad(k::text, 6, '0'))`;
  const back = (instant: string) => `(${instant} - k * interval '${everyMinutes} minutes')`;
  const id = (kind: string, place: string) =>
    `'01900000-0000-7000-${kind}-' || lpad(to_hex(k * 256 + ${place}), 12, '0')`;
  const written = (instant: string) => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  const moved = (text: string, instant: string) => `replace(${text}, ${written(instant)}, ${written(back(instant))})`;
  const told = `convert_to(${moved(moved(suffix("convert_from(t.body, 'UTF8')"), "t.opened_at"), "t.occurred_at")}, 'UTF8')`;
  const delivery = id("9000", "t.place");
  const incident = id("a000", "t.incident_place");
  const received = `${back("t.occurred_at")} + interval '1 second'`;
  const insert = (table: string, from: string, changed: Record<string, string>, row = "t.row") =>
    `insert into ${table} select r.* from ${from} t cross join generate_series(1, ${copies}) k
     cross join lateral jsonb_populate_record(null::${table}, ${row} || jsonb_build_object(${Object.entries(changed)
       .map(([name, value]) => `'${name}', ${value}`)
       .join(", ")})) r`;
  const of = (table: string, alias: string) =>
    `(select t.*, to_jsonb(x) as row from told t join ${table} x on ${alias})`;
  return [
    `create temp table outages as select row_number() over (order by correlation_key) as incident_place, i.id as incident_id,
       i.source_id, i.correlation_key, i.opened_at, i.resolved_at, to_jsonb(i) as row
     from incidents i where correlation_key like 'ledger-%-000000'`,
    `create temp table told as select row_number() over (order by d.sender_delivery_id) as place, o.incident_place, o.opened_at,
       e.occurred_at, d.id as delivery_id, d.received_at, d.sender_delivery_id, b.body, o.correlation_key
     from deliveries d join delivery_bodies b on b.received_at = d.received_at and b.delivery_id = d.id
       join events e on e.received_at = d.received_at and e.delivery_id = d.id join outages o on o.incident_id = e.incident_id`,
    insert("deliveries", of("deliveries", "x.id = t.delivery_id"), {
      id: delivery,
      sender_delivery_id: suffix("t.sender_delivery_id"),
      received_at: received,
      finished_at: received,
      body_sha256: `sha256(${told})`,
    }),
    insert(
      "delivery_bodies",
      of("delivery_bodies", "x.received_at = t.received_at and x.delivery_id = t.delivery_id"),
      {
        received_at: received,
        delivery_id: delivery,
        body: told,
      },
    ),
    insert("events", of("events", "x.received_at = t.received_at and x.delivery_id = t.delivery_id"), {
      received_at: received,
      delivery_id: delivery,
      correlation_key: suffix("t.correlation_key"),
      occurred_at: back("t.occurred_at"),
      started_at: `case when t.row ->> 'started_at' is not null then ${back("t.opened_at")} end`,
      incident_id: incident,
    }),
    insert("incidents", "outages", {
      id: incident,
      correlation_key: suffix("t.correlation_key"),
      opened_at: back("t.opened_at"),
      resolved_at: back("t.resolved_at"),
    }),
    insert(
      "incident_keys",
      "(select o.*, to_jsonb(x) as own from outages o join incident_keys x using (source_id, correlation_key))",
      {
        correlation_key: suffix("t.correlation_key"),
        current_incident_id: `case when t.own ->> 'current_incident_id' is not null then ${incident} end`,
        last_seen_at: `${back("t.resolved_at")} + interval '1 second'`,
      },
      "t.own",
    ),
    insert(
      "incident_facts",
      `(select o.incident_place, o.correlation_key, x.occurred_at, t.place, to_jsonb(x) as row
        from outages o join incident_facts x using (source_id, correlation_key) join told t on t.delivery_id = x.delivery_id)`,
      {
        correlation_key: suffix("t.correlation_key"),
        occurred_at: back("t.occurred_at"),
        first_received_at: received,
        delivery_id: delivery,
        incident_id: incident,
      },
    ),
    insert(
      "incident_intervals",
      "(select o.incident_place, o.opened_at, o.resolved_at, to_jsonb(x) as row from outages o join incident_intervals x using (incident_id))",
      { incident_id: incident, started_at: back("t.opened_at"), ended_at: back("t.resolved_at") },
    ),
  ];
}
