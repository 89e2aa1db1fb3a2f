/** One heartbeat of a process for its pools, as plain SQL: it is sent on a connection of its own. */
export const beatStatement = `
  insert into worker_liveness (pool_id, process_id, started_at, beat_at)
  select pool_id, $2::uuid, now(), now() from unnest($1::text[]) as pool_id
  on conflict (pool_id) do update set beat_at = now()`;

/** The pools are gone in good order: nothing of theirs is left to be released. */
export const farewellStatement = "delete from worker_liveness where pool_id = any($1::text[])";
