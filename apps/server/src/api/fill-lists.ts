import type { SqlDoor } from "@signalbox/database";

/** Rows for every list of the API. Times repeat on purpose: a place in a list is more than its time. For tests only. */
export async function fillLists(sql: SqlDoor): Promise<void> {
  const statements = [
    `insert into sources (key, name, sender, token_hash) select 'source-' || lpad(n::text, 2, '0'), 'S', 'anyping', sha256(n::text::bytea) from generate_series(1, 13) n`,
    `insert into connections (key, name, kind, config) select 'desk-' || lpad(n::text, 2, '0'), 'D', 'ticket-json', '{}' from generate_series(1, 13) n`,
    `insert into teams (key, name) select 'team-' || lpad(n::text, 2, '0'), 'T' from generate_series(1, 13) n`,
    `insert into components (key, name) select 'component-' || lpad(n::text, 2, '0'), 'C' from generate_series(1, 13) n`,
    `insert into monitors (source_id, external_id, name) select 1, 'mon-' || n, 'M' from generate_series(1, 13) n`,
    `insert into monitor_mappings (component_id, source_id, match, valid_from) values (1, 1, 'mon-1*', '2026-01-01')`,
    `insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256) select gen_random_uuid(), 1, 'd' || n, timestamptz '2026-11-02 10:00Z' + (n / 4) * interval '1 second', 'sender', sha256('') from generate_series(1, 13) n`,
    `insert into incidents (id, source_id, correlation_key, status, title, severity, opened_at, resolved_at) select gen_random_uuid(), 1, 'k' || n, 'resolved', 'Checkout ' || n, 'high', timestamptz '2026-11-02 10:00Z' + (n / 4) * interval '1 second', timestamptz '2026-11-02 11:00Z' from generate_series(1, 13) n`,
    `insert into events (received_at, delivery_id, ordinal, source_id, correlation_key, type, change, occurred_at, time_basis, severity, summary, normaliser_version, incident_id) select d.received_at, d.id, o, 1, 'k', 'opened', 'none', d.received_at, 'sender', 'high', 'down', 1, (select id from incidents limit 1) from deliveries d, generate_series(0, 1) o`,
    `insert into obligations (id, scope_kind, scope_id, connection_id, kind, slot, reference, incident_id, opened_at) select gen_random_uuid(), 'incident', id::text, 1, 'ticket', 'default', 'sbx-' || id, id, opened_at from incidents`,
    `insert into actions (id, made_at, incident_id, kind, verb, connection_id, due_at, next_try_at, idempotency_key) select gen_random_uuid(), opened_at, id, 'message', 'send', 1, opened_at, opened_at, 'k' from incidents`,
    `insert into attempts (action_made_at, action_id, number, fence, step, started_at, lease_until) select made_at, id, n, 1, 'send', made_at, made_at from actions, generate_series(1, 2) n`,
    `insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at) select gen_random_uuid(), 'unrouted', 'c' || n, 'source', 'source-01', 'r', timestamptz '2026-11-02 10:00Z' + (n / 4) * interval '1 second', now() from generate_series(1, 13) n`,
    `insert into rejections (source_id, reason, status, first_at, last_at) select 1, 'signature-wrong', 401, now(), timestamptz '2026-11-02 10:00Z' + (n / 4) * interval '1 second' from generate_series(1, 13) n`,
    `insert into journal (at, actor_kind, actor, verb, subject_kind, subject_id) select now(), 'system', 'test', 'thing.done', 'thing', n::text from generate_series(1, 13) n`,
    `insert into users (id, name, email) select gen_random_uuid(), 'U', 'user-' || n || '@example.test' from generate_series(1, 13) n`,
    `insert into api_tokens (name, token_hash, role, created_by) select 't' || n, sha256(n::text::bytea), 'viewer', 'test' from generate_series(1, 13) n`,
    `insert into rule_sets (number, state, body, author, origin, published_at, superseded_at) select 100 + n, 'superseded', '{"rules": []}', 'test', 'browser', now(), now() from generate_series(1, 13) n`,
  ];
  for (const statement of statements) await sql.unsafe(statement);
}
