import type pg from "pg";

const by = "restore";

/** Makes a restored database harmless: outbound is off until a person switches it on, and what waited to be sent when the backup
 *  was taken counts as perhaps sent since. So it is looked for outside before anything is opened a second time, and a person is
 *  asked where that can't be. Returns how many actions that are. */
export async function holdBackRestored(
  client: pg.ClientBase,
  { takenAt, now }: { takenAt: string; now: string },
): Promise<number> {
  const reason = `restored from the backup of ${takenAt}: look what went out since, then switch outbound on`;
  await client.query(
    `insert into settings as s (key, value, updated_by, updated_at) values ('outbound', $1, $2, $3)
       on conflict (key) do update set value = excluded.value, revision = s.revision + 1, updated_by = excluded.updated_by,
         updated_at = excluded.updated_at`,
    [JSON.stringify({ enabled: false, reason, by, since: now }), by, now],
  );
  await client.query(
    `insert into attempts (action_made_at, action_id, number, fence, step, started_at, lease_until, finished_at, outcome, reason)
       select a.made_at, a.id, coalesce((select max(t.number) from attempts t where t.action_id = a.id), 0) + 1, a.fence, 'create',
         $1::timestamptz, $1::timestamptz, $1::timestamptz, 'unknown', 'restored: it may have been sent after the backup'
       from actions a where a.state = 'waiting' and a.verb = 'create'`,
    [takenAt],
  );
  const held = await client.query(
    `update actions set state = 'unknown', reason = 'restored: it may have been sent after the backup', updated_at = $1
       where state = 'waiting' and verb <> 'join' and kind <> 'remediate'`,
    [now],
  );
  await client.query(
    `insert into journal (at, actor_kind, actor, verb, subject_kind, subject_id, details)
       values ($1, 'system', $2, 'database.restored', 'setting', 'outbound', $3)`,
    [now, by, JSON.stringify({ takenAt, actionsHeldBack: held.rowCount ?? 0 })],
  );
  return held.rowCount ?? 0;
}
