import { createHash, randomUUID } from "node:crypto";
import { newUuid, toIso } from "@signalbox/core";
import { bumpConfigRevision, type Database, openDatabase } from "@signalbox/database";
import { createTestDatabase, emptyTables } from "@signalbox/testkit";
import { applyConfig } from "../config/apply-config.ts";
import { ensureBuiltIns } from "../config/ensure-built-ins.ts";
import { processDeliveries } from "./process-deliveries.ts";
import type { ProcessDeps } from "./process-deps.ts";

export const minute = 60_000;
/** When the story of a test begins. */
export const t0 = Date.parse("2026-10-01T10:00:00Z");

const company = `
version: 1
teams:
  - {key: payments, name: Payments, lead: lead@example.test, onCall: {connection: rota, path: "/current", fallback: lead@example.test}}
components:
  - {key: checkout-api, name: Checkout API, team: payments, tier: 1, cost: {perMinute: "120.00", currency: EUR, from: 2026-01-01}, monitors: [{source: anyping, match: "Checkout*"}]}
  - {key: batch, name: Batch, team: payments, tier: 3, monitors: [{source: anyping, match: "Batch*"}]}
sources:
  - {key: anyping, sender: anyping, token: {value: hook-token-0123456789-0123456789-0123456789}, secrets: [{value: secret-of-the-source}]}
  - {key: tool, sender: generic, token: {value: hook-token-0123456789-0123456789-abcdefghij}}
connections:
  - {key: desk, kind: ticket-json, baseUrl: "http://127.0.0.1:9", ticket: {create: {method: POST, path: /tickets, body: {title: "{{ incident.title }}"}, id: "$.id"}, close: {method: POST, path: "/close/{{ obligation.externalId }}"}}}
  - {key: reopening-desk, kind: ticket-json, baseUrl: "http://127.0.0.1:9", ticket: {create: {method: POST, path: /tickets, body: {title: "{{ incident.title }}"}, id: "$.id"}, reopen: {method: POST, path: "/open/{{ obligation.externalId }}"}, close: {method: POST, path: "/close/{{ obligation.externalId }}"}}}
  - {key: talking-desk, kind: ticket-json, baseUrl: "http://127.0.0.1:9", ticket: {create: {method: POST, path: /tickets, body: {title: "{{ incident.title }}"}, id: "$.id"}, comment: {method: POST, path: "/comment/{{ obligation.externalId }}"}, close: {method: POST, path: "/close/{{ obligation.externalId }}"}}}
  - {key: rota, kind: on-call-json, baseUrl: "http://127.0.0.1:9"}
  - {key: pager, kind: page-webhook, url: "http://127.0.0.1:9/pages", secret: {value: whsec_cGFnZXItc2VjcmV0LXZhbHVlLTAxMjM0NTY3ODlhYg==}}
failures: {team: payments, page: [{connection: pager}]}
`;

export const ticketAndPage = `
rules:
  - key: ticket
    when: component.tier <= 2 && !incident.inMaintenance
    do:
      - {ticket: {connection: desk, priority: {1: urgent, 2: high}, assignee: "{{ onCall.email }}"}}
      - {page: {connection: pager, when: 'event.severity == "critical"'}}
`;

export interface Told {
  type: "opened" | "acknowledged" | "updated" | "resolved" | "test";
  key?: string;
  /** Minutes after t0. */
  at: number;
  /** On resolved: minutes after t0 at which it began. */
  from?: number;
  severity?: string;
  monitor?: string;
  summary?: string;
}

/** A body as AnyPing sends it. */
export function anypingBody(told: Told): string {
  const {
    type,
    key = "k1",
    at,
    from,
    severity = "critical",
    monitor = "Checkout EU",
    summary = "Checkout is down",
  } = told;
  const time = toIso(t0 + at * minute);
  const names = {
    opened: "started_at",
    acknowledged: "acknowledged_at",
    resolved: "resolved_at",
    updated: "none",
    test: "none",
  };
  return JSON.stringify({
    id: randomUUID(),
    type: type === "test" ? "test" : `incident.${type}`,
    created_at: time,
    data: {
      incident: {
        id: key,
        severity,
        summary,
        ...(from === undefined ? {} : { started_at: toIso(t0 + from * minute) }),
        [names[type]]: time,
      },
      monitor: { id: monitor, name: monitor },
    },
  });
}

const forgotten = [
  ...["deliveries", "delivery_bodies", "events", "incidents", "incident_facts", "incident_intervals", "obligations"],
  ...["actions", "attempts", "failures", "manual_acts", "monitors", "mutes", "maintenance_windows", "ledger_dirty"],
];

/** A database with a small company in it, and the shortest way from a body to what became of it. For tests only. */
export async function createProcessingUnderTest(config: string = ticketAndPage) {
  const test = await createTestDatabase();
  const db: Database = openDatabase({ url: test.url, applicationName: "process", poolSize: 6 });
  let now = t0 - 60 * minute;
  const failpoints = new Map<string, () => Promise<void> | void>();
  const deps: ProcessDeps = { db, now: () => now, newId: newUuid, failpoint: (name) => failpoints.get(name)?.() };
  const rows = async <Row>(query: string): Promise<Row[]> => [...(await db.sql.unsafe(query))] as Row[];

  async function configure(text: string): Promise<void> {
    const outcome = await applyConfig(
      { ...deps, db, secretKey: Buffer.alloc(32, 7) },
      { text: company + text, env: {}, readDelivery: () => null, prune: false },
      { kind: "person", name: "ops@example.test" },
    );
    if (outcome.outcome === "refused") throw new Error(JSON.stringify([outcome.problems, outcome.missing]));
  }
  await ensureBuiltIns({ db, now: deps.now });
  await configure(config);
  await reset();

  /** Forgets what happened, and goes back to t0; configuration stays, but for maintenance. */
  async function reset(): Promise<void> {
    await emptyTables(db.sql, forgotten);
    await db.transaction(bumpConfigRevision);
    await rows("delete from graphile_worker._private_jobs");
    failpoints.clear();
    now = t0;
  }

  /** Stores a body as the ingest does. Returns the delivery's id. */
  async function store(body: string | Buffer, options: { source?: string; receivedAt?: number } = {}): Promise<string> {
    const { source = "anyping", receivedAt = now } = options;
    const id = newUuid();
    const bytes = Buffer.from(body);
    const at = toIso(receivedAt);
    const digest = createHash("sha256").update(bytes).digest();
    await db.sql`
      with stored as (
        insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
        select ${id}, id, ${id}, ${at}, 'fresh', ${digest} from sources where key = ${source} returning id, received_at)
      insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
      select received_at, id, 'POST', '[["content-type", "application/json"]]', '{}', ${bytes} from stored`;
    return id;
  }

  return {
    db,
    deps,
    rows,
    configure,
    reset,
    store,
    failpoints,
    setNow: (at: number) => {
      now = at;
    },
    process: (deliveryIds: readonly string[], attempt = 1) => processDeliveries(deps, { deliveryIds, attempt }),
    /** Stores and processes, each in a batch of its own, received a second after it happened. */
    async tell(...all: Told[]): Promise<void> {
      for (const told of all) {
        now = Math.max(now, t0 + told.at * minute + 1_000);
        await processDeliveries(deps, { deliveryIds: [await store(anypingBody(told))], attempt: 1 });
      }
    },
    /** `kind verb state` of every action, oldest first. */
    actions: async () =>
      (
        await rows<{ told: string }>(
          "select kind || ' ' || verb || ' ' || state as told from actions order by obligation_id, ordinal, id",
        )
      ).map((row) => row.told),
    changes: async () =>
      (await rows<{ change: string }>("select change from events order by received_at, delivery_id, ordinal")).map(
        (row) => row.change,
      ),
    /** `status from-to severity,…` of every incident, opened first first. */
    async incidents() {
      const found = await rows<{ told: string }>(`
        select i.status || coalesce(' ' || string_agg(
            extract(epoch from v.started_at - '${toIso(t0)}')::int / 60 || '-' ||
            coalesce((extract(epoch from v.ended_at - '${toIso(t0)}')::int / 60)::text, '') || ' ' || v.severity, ', ' order by v.ordinal), '') as told
        from incidents i left join incident_intervals v on v.incident_id = i.id group by i.id order by i.opened_at, i.id`);
      return found.map((row) => row.told);
    },
    jobs: async () =>
      (
        await rows<{ told: string }>(`
        select t.identifier || ' ' || coalesce(a.kind || ' ' || a.verb, j.payload::text) as told
        from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        left join actions a on a.id::text = j.payload ->> 'actionId' order by told`)
      ).map((row) => row.told),
    failures: async () =>
      (
        await rows<{ told: string }>(
          "select kind || ' ' || cause || ' ' || occurrences || ' ' || status as told from failures order by told",
        )
      ).map((row) => row.told),
    async close() {
      await db.close();
      await test.drop();
    },
  };
}

export type ProcessingUnderTest = Awaited<ReturnType<typeof createProcessingUnderTest>>;
