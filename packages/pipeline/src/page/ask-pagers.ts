import { connectionKindByKey } from "@signalbox/connections";
import {
  beginAskingPager,
  listLiveConnections,
  listUnheardIncidents,
  listUnheardPages,
  loadConnectionForCall,
  type PathConnection,
  type UnheardPage,
} from "@signalbox/database";
import { acknowledgeIncidentByHand } from "../incident/act-on-incident.ts";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import { loadUsableSecrets } from "../perform/load-usable-secrets.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";

type AskDeps = Omit<PerformDeps, "db"> & {
  db: PerformDeps["db"] & Parameters<typeof acknowledgeIncidentByHand>[0]["db"];
};

/** The same page is asked about again so long after. */
const everyMs = 30_000;
/** At most so many pages in one turn, one after the other: what is left comes first the next time. */
const atOnceMax = 20;

/** Asks pagers that can tell whether somebody acknowledged there the pages that nobody has acknowledged here, and acknowledges
 *  in that person's name. Not while outbound is off, a connection is paused or its breaker is open. Returns how many were
 *  acknowledged. A pager that gives no answer is asked again the next time; the page escalates meanwhile. */
export async function askPagers(deps: AskDeps): Promise<number> {
  if (!(await isOutboundSwitchedOn(deps, deps.db.read))) return 0;
  const now = deps.now();
  const askedBefore = now - everyMs * deps.timeScale;
  const connectionIds = (await listLiveConnections(deps.db.read)).filter(canTell).map(({ id }) => id);
  if (connectionIds.length === 0) return 0;
  const pages = await listUnheardPages(deps.db.read, { connectionIds, now, askedBefore, limit: atOnceMax });
  let acknowledged = 0;
  for (const page of pages) {
    const { obligationId } = page;
    if (!(await deps.db.transaction((tx) => beginAskingPager(tx, { obligationId, now: deps.now(), askedBefore }))))
      continue;
    const person = await askPager(deps, page);
    if (person !== null) acknowledged += await acknowledgeAll(deps, obligationId, person);
  }
  return acknowledged;
}

function canTell({ kind: key, config }: PathConnection): boolean {
  const kind = connectionKindByKey(key);
  const parsed = kind?.configSchema.safeParse(config);
  return parsed?.success === true && kind?.capabilities(parsed.data).acknowledge === true;
}

interface Acknowledger {
  name: string;
  /** Key of the connection that told. */
  told: string;
}

async function askPager(deps: AskDeps, page: UnheardPage): Promise<Acknowledger | null> {
  const connection = await loadConnectionForCall(deps.db.read, page.connectionId);
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  if (connection === null || kind === null || config?.success !== true) return null;
  const { reference, externalId } = page;
  const input = {
    config: config.data,
    idempotencyKey: `${reference}-read`,
    scope: {},
    obligation: { reference, externalId },
    now: deps.now(),
  };
  const planned = kind.plan("read", input);
  if (planned.outcome === "not-possible" || planned.request.via === "command") return null;
  const secrets = await loadUsableSecrets(deps, deps.db.read, connection.id, deps.now());
  if (kind.secretFields(config.data).some((field) => secrets[field] === undefined)) return null;
  const limits = { totalMs: kind.timeoutMs(config.data), ...(deps.signal ? { signal: deps.signal } : {}) };
  const result = await callWithCredentials(deps.outbound, kind, planned.request, input, secrets, limits);
  const learnt = result.result === "answered" ? kind.interpret("read", result.answer, input) : null;
  if (learnt === null || learnt.step !== "state") {
    const { connectionId, obligationId } = page;
    deps.log.info({ stage: "ask-pager", connectionId, obligationId, outcome: "no-answer" });
    return null;
  }
  const { acknowledgedBy = null } = learnt;
  return acknowledgedBy === null ? null : { name: acknowledgedBy, told: connection.key };
}

async function acknowledgeAll(deps: AskDeps, obligationId: string, person: Acknowledger): Promise<number> {
  const actor = { kind: "person", name: person.name } as const;
  let done = 0;
  for (const incidentId of await listUnheardIncidents(deps.db.read, obligationId)) {
    const act = { incidentId, actor, reason: `in ${person.told}` };
    if ((await acknowledgeIncidentByHand(deps, act)).outcome === "done") done += 1;
  }
  return done;
}
