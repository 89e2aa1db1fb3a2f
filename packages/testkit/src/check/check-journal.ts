import { queryRows } from "./query.ts";

/** I8: the journal tells of each incident that it opened once, and for each re-opening and resolve one entry, none
 *  twice. (Gaps in its numbers are normal: a transaction that was rolled back leaves one.) Returns what is not so. */
export async function checkJournal(databaseUrl: string): Promise<string[]> {
  const rows = await queryRows<{ title: string; verb: string; told: number; happened: number }>(
    databaseUrl,
    `with happened as (
       select incident_id, change, count(*)::int as times from events
       where change in ('opened', 'reopened', 'resolved', 'acknowledged') group by 1, 2),
     told as (
       select subject_id, verb, count(*)::int as times from journal where subject_kind = 'incident' group by 1, 2)
     select i.title, coalesce(t.verb, 'incident.' || h.change) as verb, coalesce(t.times, 0) as told,
       coalesce(h.times, 0) as happened
     from happened h join incidents i on i.id = h.incident_id
     left join told t on t.verb = 'incident.' || h.change and t.subject_id = i.id::text
     where coalesce(t.times, 0) <> h.times`,
  );
  const wrong = rows.map(
    ({ title, verb, told, happened }) => `I8: the journal says ${verb} ${told} times of ${title}, not ${happened}`,
  );
  const twice = await queryRows<{ title: string; change: string; times: number }>(
    databaseUrl,
    `select i.title, e.change, count(*)::int as times from events e join incidents i on i.id = e.incident_id
     where e.change = 'opened' group by i.id, 1, 2 having count(*) > 1`,
  );
  return [...wrong, ...twice.map(({ title, times }) => `I8: ${title} was opened ${times} times`)];
}
