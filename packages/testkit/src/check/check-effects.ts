import type { PlannedIncident } from "../drive/plan-incidents.ts";
import type { DeskRequest, PracticeDesk } from "../world/practice-desk.ts";
import { queryRows } from "./query.ts";

// A call may be under way while its incident is resolved, and a loaded machine brings it to the pager late; what was decided
// after the resolve was committed is a page for what is over. Between the time of a commit and that others see it, it is flushed.
const underWayMs = 5_000;
const flushMs = 1_000;
const storiesMax = 10;

/** I5: for each thing that was opened outside one reference, one key per verb, one ticket; what is held has its one open
 *  ticket, what has ended none open; pages alike; and no page is sent once the resolve is known. Returns what is not so. */
export async function checkEffects(
  databaseUrl: string,
  desk: PracticeDesk,
  incidents: readonly PlannedIncident[],
  open: ReadonlySet<string>,
): Promise<string[]> {
  const [tickets, pages, requests] = await Promise.all([desk.tickets(), desk.pages(), desk.requests()]);
  const wrong: string[] = [];
  for (const [ref, same] of Map.groupBy(tickets, (ticket) => ticket.ref)) {
    if (same.length > 1) wrong.push(`I5: ${same.length} tickets have the reference ${ref} (${same[0]!.title})`);
  }
  const miscounted: string[] = [];
  for (const incident of incidents) {
    const isOpen = open.has(incident.key);
    const before = wrong.length;
    const mine = tickets.filter((ticket) => ticket.title === incident.summary);
    const unclosed = mine.filter((ticket) => ticket.status === "open");
    wrong.push(...judgeCount("ticket", incident, isOpen, mine.length, unclosed.length));
    const paged = pages.filter((page) => page.title === incident.summary);
    const ringing = paged.filter((page) => page.status !== "resolved");
    if (paged.some((page) => page.rings > 1)) wrong.push(`I5: a page of ${incident.summary} rang more than once`);
    if (isPaged(incident)) wrong.push(...judgeCount("page", incident, isOpen, paged.length, ringing.length));
    else if (paged.length > 0) wrong.push(`I5: ${incident.summary} was paged, and is not severe`);
    if (wrong.length > before) miscounted.push(incident.summary);
  }
  for (const title of miscounted.slice(0, storiesMax)) wrong.push(await tellStory(databaseUrl, title));
  return [...wrong, ...checkKeys(requests), ...(await checkLatePages(databaseUrl, requests))];
}

/** What was done for an incident, call by call, for the report. */
async function tellStory(databaseUrl: string, title: string): Promise<string> {
  const rows = await queryRows<{ told: string }>(
    databaseUrl,
    `select concat_ws(' ', to_char(coalesce(t.started_at, a.updated_at), 'HH24:MI:SS.MS'), i.status, o.kind, o.status, o.external_id,
       o.status_reason, '|', a.ordinal, a.verb, a.state, a.reason, '|', t.number, t.step, t.outcome, t.reason,
       to_char(t.finished_at, 'HH24:MI:SS.MS')) as told
     from incidents i join obligations o on o.incident_id = i.id join actions a on a.obligation_id = o.id
       left join attempts t on t.action_id = a.id
     where i.title = $1 order by o.id, a.ordinal, t.number`,
    [title],
  );
  return [`  of ${title}:`, ...rows.map(({ told }) => `    ${told}`)].join("\n");
}

function isPaged(incident: PlannedIncident): boolean {
  return incident.outages.some(({ severities }) => ["critical", "high"].includes(severities[0]!.severity));
}

function judgeCount(what: string, incident: PlannedIncident, isOpen: boolean, all: number, open: number): string[] {
  const told = `I5: ${incident.summary} has ${all} ${what}s, ${open} of them open`;
  // One that went down and up before its turn came may have none; one that was held has been seen.
  const atLeast = incident.isHeld ? 1 : 0;
  const atMost = incident.outages.length;
  return all < atLeast || all > atMost || open !== (isOpen ? 1 : 0) ? [told] : [];
}

function checkKeys(requests: readonly DeskRequest[]): string[] {
  const keysOf = new Map<string, Set<string>>();
  for (const request of requests) {
    const thing = createdThing(request);
    if (thing === null || request.idempotencyKey === null) continue;
    keysOf.set(thing, (keysOf.get(thing) ?? new Set()).add(request.idempotencyKey));
  }
  return [...keysOf]
    .filter(([, keys]) => keys.size > 1)
    .map(([thing, keys]) => `I5: ${thing} was sent under the keys ${[...keys].join(" and ")}`);
}

function createdThing({ method, path, body }: DeskRequest): string | null {
  if (method !== "POST") return null;
  const told = readBody(body);
  if (path === "/tickets") return `ticket ${told.ref}`;
  return path === "/pages" ? `${told.event} ${told.reference}` : null;
}

async function checkLatePages(databaseUrl: string, requests: readonly DeskRequest[]): Promise<string[]> {
  const resolved = await queryRows<{ reference: string; title: string; known_at: number; decided_at: number | null }>(
    databaseUrl,
    `with known as (
       select i.id, i.title, min(pg_xact_commit_timestamp(d.xmin)) as at
       from incidents i join events e on e.incident_id = i.id and e.change = 'resolved'
       join deliveries d on d.id = e.delivery_id
       where i.status = 'resolved' and i.reopened = 0 group by 1, 2)
     select o.reference, k.title, extract(epoch from k.at)::float8 * 1000 as known_at,
       extract(epoch from max(t.started_at))::float8 * 1000 as decided_at
     from obligations o join known k on k.id = o.incident_id
     left join actions a on a.obligation_id = o.id
     left join attempts t on t.action_id = a.id and t.step = 'create'
       and t.reason is distinct from 'no-longer-needed' and t.reason is distinct from 'lease-expired'
     where o.kind = 'page' group by 1, 2, 3`,
  );
  const told = (title: string, ms: number, what: string) =>
    `I5: ${title} was ${what} ${Math.round(ms)} ms after its resolve was known`;
  const decidedLate = resolved.flatMap(({ title, known_at, decided_at }) =>
    decided_at !== null && decided_at > known_at + flushMs
      ? [told(title, decided_at - known_at, "to be paged, as decided")]
      : [],
  );
  const knownAt = new Map(resolved.map((row) => [row.reference, row]));
  const sentLate = requests.flatMap((request) => {
    if (request.method !== "POST" || request.path !== "/pages") return [];
    const { event, reference } = readBody(request.body);
    const known = event === "page.opened" ? knownAt.get(String(reference)) : undefined;
    if (known === undefined || request.at <= known.known_at + underWayMs) return [];
    return [told(known.title, request.at - known.known_at, "paged")];
  });
  return [...decidedLate, ...sentLate];
}

function readBody(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}
