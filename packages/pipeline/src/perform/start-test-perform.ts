import { randomBytes } from "node:crypto";
import { idempotencyKey, newUuid, type ObligationKind, obligationReference, toIso } from "@signalbox/core";
import { openDatabase, storeSecret } from "@signalbox/database";
import { type Page, startPractice, type Ticket } from "@signalbox/practice";
import { createTestDatabase } from "@signalbox/testkit";
import { openOutbound } from "../outbound/open-outbound.ts";
import { performAction } from "./perform-action.ts";
import type { PerformDeps } from "./perform-deps.ts";

type Practice = Awaited<ReturnType<typeof startPractice>>;

const deskToken = "desk-token-of-the-tests";
const pagerSecret = `whsec_${Buffer.from("pager secret of the tests!").toString("base64")}`;

export const deskTicket = {
  create: {
    method: "POST",
    path: "/tickets",
    body: {
      title: "{{ incident.title }}",
      ref: "{{ obligation.reference }}",
      priority: "{{ action.priority }}",
      assignee: "{{ action.assignee }}",
    },
    id: "$.id",
  },
  find: { path: "/tickets?ref={{ obligation.reference }}", id: "$.items[0].id", reference: "$.items[0].ref" },
  close: {
    method: "PATCH",
    path: "/tickets/{{ obligation.externalId }}",
    body: { status: "closed", note: "{{ resolution.note }}" },
  },
  read: { path: "/tickets/{{ obligation.externalId }}", closed: 'answer.status == "closed"' },
  comment: { path: "/tickets/{{ obligation.externalId }}/comments", body: { text: "{{ action.comment }}" } },
};

export type TestPerform = Awaited<ReturnType<typeof startTestPerform>>;

/** A database with a small company and a practice world, with times at 1/30; for tests of everything that calls outside.
 *  @param options.beside another one: this one has its own database and calls the other's practice world */
export async function startTestPerform(options: { beside?: { practice: Practice } } = {}) {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.url, applicationName: "test perform", poolSize: 6 });
  const practice = options.beside?.practice ?? (await startPractice({ port: 0, deskToken, pagerSecret }));
  const outbound = openOutbound({
    allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port: practice.port }],
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
  });
  const logged: unknown[] = [];
  const deps: PerformDeps = {
    db,
    outbound,
    secretKey: randomBytes(32),
    now: Date.now,
    newId: newUuid,
    random: () => 0.5,
    publicUrl: "https://signalbox.example.test",
    isOutboundOn: true,
    timeScale: 1 / 30,
    failpoint: () => {},
    log: {
      info: () => {},
      warn: (line: unknown) => void logged.push(line),
      error: (line: unknown) => void logged.push(line),
    },
  };
  const company = await insertCompany();

  async function insertCompany() {
    const source = await insertId(
      `insert into sources (key, name, sender, token_hash) values ('anyping', 'AnyPing', 'anyping', sha256('token')) returning id`,
    );
    const onCall = JSON.stringify({
      connection: "rota",
      path: "/current?team=payments",
      select: "$.email",
      refresh: "60s",
      fallback: "lead@example.test",
    });
    const team = await insertId(
      `insert into teams (key, name, lead, on_call) values ('payments', 'Payments', 'lead@example.test', '${onCall}') returning id`,
    );
    const component = await insertId(
      `insert into components (key, name) values ('checkout-api', 'Checkout API') returning id`,
    );
    await db.sql.unsafe(
      `insert into component_owners (component_id, team_id, valid_from) values (${component}, ${team}, '2026-01-01')`,
    );
    const auth = { bearer: { kept: true } };
    const desk = await addConnection("desk", "ticket-json", {
      baseUrl: practice.url,
      auth,
      timeout: "1s",
      ticket: deskTicket,
    });
    await addConnection("rota", "on-call-json", { baseUrl: practice.url });
    const pager = await addConnection("pager", "page-webhook", {
      url: `${practice.url}/pages`,
      secret: { kept: true },
      timeout: "1s",
    });
    await setSecret(desk, "bearer", deskToken);
    await setSecret(pager, "secret", pagerSecret);
    return { source, team, component, desk, pager };
  }

  async function insertId(statement: string): Promise<number> {
    const [row] = await db.sql.unsafe<{ id: number }[]>(statement);
    return row!.id;
  }

  async function addConnection(key: string, kind: string, config: object): Promise<number> {
    const [row] = await db.sql<{ id: number }[]>`
      insert into connections (key, name, kind, config) values (${key}, ${key}, ${kind}, ${db.sql.json(config as never)})
      returning id`;
    return row!.id;
  }

  async function setSecret(connectionId: number, field: string, value: string): Promise<void> {
    await db.transaction(async (tx) => {
      await storeSecret(tx, deps.secretKey, {
        ownerKind: "connection",
        ownerId: connectionId,
        field,
        label: "",
        value,
      });
    });
  }

  /** An open incident of the component with its event, as processing stores them. */
  async function openIncident(options: { openedAt?: number; key?: string } = {}) {
    const { openedAt = Date.now() - 252_000, key = newUuid() } = options;
    const id = newUuid();
    const deliveryId = newUuid();
    const receivedAt = Date.now();
    await db.sql`insert into incidents (id, source_id, correlation_key, status, title, severity, component_id, opened_at)
      values (${id}, ${company.source}, ${key}, 'open', 'Checkout API is down', 'critical', ${company.component}, ${toIso(openedAt)})`;
    const context = {
      event: { summary: "500 from /pay", severity: "critical", change: "opened" },
      incident: { title: "Checkout API is down", inMaintenance: false },
      monitor: { id: "m1", name: "Checkout" },
      component: { key: "checkout-api", name: "Checkout API", tier: 1 },
      team: { key: "payments", name: "Payments", lead: "lead@example.test" },
      source: { key: "anyping", name: "AnyPing", sender: "anyping" },
      labels: {},
      calendar: {},
      now: toIso(receivedAt),
      onCall: null,
    };
    await db.sql`insert into events (received_at, delivery_id, ordinal, source_id, correlation_key, type, change, occurred_at,
      time_basis, incident_id, severity, summary, normaliser_version, context)
      values (${toIso(receivedAt)}, ${deliveryId}, 0, ${company.source}, ${key}, 'opened', 'opened', ${toIso(openedAt)},
        'sender', ${id}, 'critical', '500 from /pay', 1, ${db.sql.json(context)})`;
    await db.sql`insert into incident_keys (source_id, correlation_key, current_incident_id, last_seen_at)
      values (${company.source}, ${key}, ${id}, ${toIso(receivedAt)})`;
    await db.sql`insert into incident_facts (source_id, correlation_key, occurred_at, kind, severity, time_basis, incident_id,
        first_received_at, delivery_id, ordinal)
      values (${company.source}, ${key}, ${toIso(openedAt)}, 'opened', 'critical', 'sender', ${id}, ${toIso(receivedAt)},
        ${deliveryId}, 0)`;
    return { id, deliveryId, receivedAt };
  }

  type Incident = Awaited<ReturnType<typeof openIncident>>;

  /** What a rule ordered: an obligation with its create. */
  async function order(
    incident: Incident,
    kind: ObligationKind,
    connectionId = kind === "page" ? company.pager : company.desk,
  ) {
    const obligationId = newUuid();
    const reference = obligationReference(obligationId);
    const at = toIso(Date.now());
    await db.sql`insert into obligations (id, scope_kind, scope_id, connection_id, kind, slot, reference, incident_id, team_id, next_ordinal, opened_at)
      values (${obligationId}, 'incident', ${incident.id}, ${connectionId}, ${kind}, 'default', ${reference}, ${incident.id}, ${company.team}, 2, ${at})`;
    await db.sql`insert into obligation_incidents (obligation_id, incident_id, joined_at) values (${obligationId}, ${incident.id}, ${at})`;
    const fields = kind === "ticket" ? { priority: "urgent", assignee: "{{ onCall.email }}" } : {};
    const actionId = await addLink(obligationId, incident, {
      ordinal: 1,
      verb: "create",
      reference,
      kind,
      connectionId,
      fields,
    });
    return { obligationId, actionId, reference, kind, connectionId };
  }
  type Ordered = Awaited<ReturnType<typeof order>>;

  async function addLink(
    obligationId: string,
    incident: Incident,
    link: {
      ordinal: number;
      verb: "create" | "close" | "update" | "reopen";
      reference: string;
      kind: string;
      connectionId: number;
      fields?: object;
    },
  ): Promise<string> {
    const id = newUuid();
    const at = toIso(Date.now());
    await db.sql`insert into actions (id, made_at, incident_id, obligation_id, ordinal, kind, verb, connection_id, event_received_at,
        event_delivery_id, event_ordinal, fields, due_at, next_try_at, idempotency_key)
      values (${id}, ${at}, ${incident.id}, ${obligationId}, ${link.ordinal}, ${link.kind}, ${link.verb}, ${link.connectionId},
        ${toIso(incident.receivedAt)}, ${incident.deliveryId}, 0, ${db.sql.json((link.fields ?? {}) as never)}, ${at}, ${at},
        ${idempotencyKey(link.reference, link.verb, 1)})`;
    return id;
  }

  /** The incident ends: as processing does it, a close is appended to what was or may have been sent. */
  async function resolve(incident: Incident, ordered: Ordered): Promise<string> {
    const at = toIso(Date.now());
    await db.sql`update incidents set status = 'resolved', resolved_at = ${at} where id = ${incident.id}`;
    await db.sql`update obligation_incidents set resolved_at = ${at} where incident_id = ${incident.id}`;
    return addLink(ordered.obligationId, incident, { ...ordered, ordinal: 2, verb: "close" });
  }

  const perform = (actionId: string, more: Partial<PerformDeps> = {}) =>
    performAction({ ...deps, ...more }, { actionId });

  /** Runs jobs as they fall due until there is none, or the time is up. */
  async function drain(forMs = 10_000): Promise<void> {
    const until = Date.now() + forMs;
    for (;;) {
      const jobs = await db.sql<{ payload: { actionId?: string } }[]>`
        delete from graphile_worker._private_jobs where run_at <= now() returning payload`;
      for (const { payload } of jobs) if (payload.actionId !== undefined) await perform(payload.actionId);
      const [left] = await db.sql<{ n: number }[]>`select count(*)::int as n from graphile_worker._private_jobs
        where payload ->> 'actionId' is not null`;
      if (left!.n === 0 || Date.now() > until) return;
      if (jobs.length === 0) await new Promise((wait) => setTimeout(wait, 20));
    }
  }

  const tickets = (): Ticket[] => [...practice.world.tickets.values()];
  const pages = (): Page[] => [...practice.world.pages.values()];
  const action = async (id: string) => {
    const [row] = await db.sql<{ state: string; reason: string | null; tries: number }[]>`
      select state, reason, tries from actions where id = ${id}`;
    return row!;
  };
  const obligation = async (id: string) => {
    const [row] = await db.sql<{ status: string; external_id: string | null }[]>`
      select status, external_id from obligations where id = ${id}`;
    return row!;
  };
  const attempts = async (actionId: string) => {
    const rows = await db.sql<{ step: string; outcome: string | null; reason: string | null }[]>`
      select step, outcome, reason from attempts where action_id = ${actionId} order by number`;
    return rows.map((row) => `${row.step} ${row.outcome}/${row.reason}`);
  };
  const failures = async () => {
    const rows = await db.sql<{ kind: string; status: string; cause: string }[]>`
      select kind, status, cause from failures order by first_at, kind`;
    return rows.map((row) => `${row.kind} ${row.status}`);
  };

  async function stop(): Promise<void> {
    await outbound.close();
    if (options.beside === undefined) await practice.stop();
    await db.close();
    await database.drop();
  }
  return {
    deps,
    databaseUrl: database.url,
    db,
    practice,
    company,
    logged,
    openIncident,
    order,
    addLink,
    addConnection,
    setSecret,
    resolve,
    perform,
    drain,
    tickets,
    pages,
    action,
    obligation,
    attempts,
    failures,
    stop,
  };
}
