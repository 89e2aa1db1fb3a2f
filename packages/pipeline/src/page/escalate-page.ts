import {
  type EpochMs,
  type EscalationPlan,
  formatDuration,
  formatId,
  idempotencyKey,
  obligationReference,
  planEscalation,
} from "@signalbox/core";
import {
  addJob,
  appendJournal,
  findFreeSlot,
  findSilence,
  insertOrderedObligation,
  type LockedPage,
  loadTeamByKey,
  lockPageForEscalation,
  moveEscalation,
  notifyLive,
  raiseFailure,
  stopEscalation,
  type Tx,
} from "@signalbox/database";
import { type FailurePaths, loadFailurePaths } from "../failure/page-paths.ts";
import { furtherLevels } from "../look-up/further-levels.ts";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";

export type EscalatePageDeps = Pick<PerformDeps, "db" | "now" | "newId" | "timeScale" | "isOutboundOn" | "log">;

export type EscalatePageOutcome =
  | { outcome: "paged"; level: number; actionId: string }
  | { outcome: "stopped"; reason: "acknowledged" | "resolved" | "nobody-left" }
  /** It is not due yet, was stopped before, is over just now, in maintenance or muted, or outbound is off. */
  | { outcome: "not-wanted" };

/** While outbound is off nobody can be paged: the next look is so long after. */
const offMs = 60_000;
/** The queue's clock is Postgres's: a job that rings a little early by ours is on time. */
const earlyMs = 1_000;

/** Somebody who should have acknowledged a page has not: pages the next. The incidents are locked before the page is read, so
 *  nobody is paged for what is over. Safe to run twice and at once: the level that is due stands in the row. */
export async function escalatePage(
  deps: EscalatePageDeps,
  { obligationId }: { obligationId: string },
): Promise<EscalatePageOutcome> {
  const outcome = await deps.db.transaction(async (tx): Promise<EscalatePageOutcome> => {
    const page = await lockPageForEscalation(tx, obligationId);
    const now = deps.now();
    if (page === null) return { outcome: "not-wanted" };
    if (page.escalation.nextAt > now + earlyMs * deps.timeScale) {
      await addJob(tx, "escalate_page", { obligationId }, { runAt: page.escalation.nextAt });
      return { outcome: "not-wanted" };
    }
    const { connections, team } = await loadFailurePaths(tx, "");
    const { status } = page.obligation;
    const hasLead = page.team?.lead != null;
    const { level } = page.escalation;
    const persons = await furtherLevels(tx, page.team, now);
    const further = persons.map((person) => person !== null);
    const { incidents } = page;
    const plan = planEscalation({ status, incidents, level, further, hasLead, paths: connections.length });
    if (plan.plan === "stop") {
      await stopEscalation(tx, obligationId, { reason: plan.reason, now });
      if (plan.reason === "nobody-left") await tellNobodyLeft(deps, tx, page, now);
      await notifyLive(tx, "obligation", obligationId);
      return { outcome: "stopped", reason: plan.reason };
    }
    const afterMs = page.escalation.afterMs * deps.timeScale;
    if (plan.plan === "wait") {
      await moveEscalation(tx, obligationId, { level, nextAt: Math.round(now + afterMs) });
      return { outcome: "not-wanted" };
    }
    // Nobody is paged in maintenance or for a muted monitor; what still is down after that goes on then.
    const running = page.incidents.filter((incident) => incident.status !== "resolved").map(({ id }) => id);
    const silence = await findSilence(tx, running, now);
    if (silence !== null) {
      await moveEscalation(tx, obligationId, { level, nextAt: silence.until });
      return { outcome: "not-wanted" };
    }
    if (!(await isOutboundSwitchedOn(deps, tx))) {
      await moveEscalation(tx, obligationId, { level, nextAt: now + offMs * deps.timeScale });
      return { outcome: "not-wanted" };
    }
    const next = await nextPerson(tx, page, plan, { persons, paths: { connections, team } });
    const actionId = await orderPage(deps, tx, page, { ...next, level: plan.level }, now);
    await moveEscalation(tx, obligationId, { level: plan.level, nextAt: Math.round(now + afterMs) });
    return { outcome: "paged", level: plan.level, actionId };
  });
  if (outcome.outcome !== "not-wanted") deps.log.warn({ stage: "escalate-page", obligationId, ...outcome });
  return outcome;
}

interface NextPerson {
  connectionId: number;
  slotSuffix: string;
  teamId: number | null;
  /** Null: whoever is on call in the team. */
  person: string | null;
  words: string;
}

async function nextPerson(
  tx: Tx,
  page: LockedPage,
  plan: EscalationPlan & { plan: "page" },
  known: { persons: readonly (string | null)[]; paths: FailurePaths },
): Promise<NextPerson> {
  switch (plan.to) {
    case "rotation":
      return levelOf(page, plan.rotationLevel, known.persons[plan.rotationLevel - 2] ?? "");
    case "lead":
      return leadOf(page);
    case "path":
      return pathOf(tx, known.paths, plan.path);
  }
}

function levelOf({ obligation, team }: LockedPage, level: number, person: string): NextPerson {
  const { connectionId, teamId } = obligation;
  const words = `${person}, on call in level ${level} of ${team?.name ?? "it"}`;
  return { connectionId, slotSuffix: `level-${level}`, teamId, person, words };
}

function leadOf({ obligation, team }: LockedPage): NextPerson {
  const lead = team?.lead ?? "";
  const { connectionId, teamId } = obligation;
  return { connectionId, slotSuffix: "lead", teamId, person: lead, words: `${lead}, who leads ${team?.name ?? "it"}` };
}

async function pathOf(tx: Tx, paths: FailurePaths, path: number): Promise<NextPerson> {
  const { id, key } = paths.connections[path]!;
  const team = await loadTeamByKey(tx, paths.team);
  const whom = team === null ? "" : ` (on-call of ${team.name})`;
  return {
    connectionId: id,
    slotSuffix: `failures-${path + 1}`,
    teamId: team?.id ?? null,
    person: null,
    words: `${key}${whom}`,
  };
}

async function orderPage(
  deps: EscalatePageDeps,
  tx: Tx,
  page: LockedPage,
  next: NextPerson & { level: number },
  now: EpochMs,
): Promise<string> {
  const { obligation, ordered, incidents, escalation } = page;
  const { scopeKind, scopeId, incidentId, ruleSetId, ruleKey } = obligation;
  const wanted = {
    scopeKind,
    scopeId,
    connectionId: next.connectionId,
    kind: "page",
    slot: `${obligation.slot}/${next.slotSuffix}`,
  } as const;
  const place = { ...wanted, ...(await findFreeSlot(tx, wanted)) };
  const id = deps.newId();
  const reference = obligationReference(id);
  const actionId = deps.newId();
  const { escalateAfter: _, ...fields } = ordered.fields;
  const { eventReceivedAt, eventDeliveryId, eventOrdinal } = ordered;
  await insertOrderedObligation(tx, {
    obligation: {
      ...place,
      id,
      reference,
      incidentId,
      teamId: next.teamId,
      ruleSetId,
      ruleKey,
      nextOrdinal: 2,
      openedAt: now,
      escalatesId: obligation.id,
      escalationLevel: next.level,
      escalationTo: next.person,
    },
    create: {
      id: actionId,
      madeAt: now,
      incidentId,
      obligationId: id,
      ordinal: 1,
      kind: "page",
      verb: "create",
      connectionId: next.connectionId,
      ruleSetId,
      ruleKey,
      eventReceivedAt,
      eventDeliveryId,
      eventOrdinal,
      fields,
      dueAt: now,
      nextTryAt: now,
      idempotencyKey: idempotencyKey(reference, "create", 1),
    },
    incidentIds: incidents.filter(({ status }) => status !== "resolved").map((incident) => incident.id),
    now,
  });
  const waited = formatDuration(escalation.afterMs);
  await journal(tx, page, now, { to: next.words, reason: `nobody acknowledged for ${waited}: ${next.words} is paged` });
  await notifyLive(tx, "incident", incidentId);
  return actionId;
}

// It stands as a failure until somebody takes the incident or it is over, and pages again and again as failures do.
async function tellNobodyLeft(deps: EscalatePageDeps, tx: Tx, page: LockedPage, now: EpochMs): Promise<void> {
  const { incidentId } = page.obligation;
  const title = page.incidents.find(({ id }) => id === incidentId)?.title ?? page.incidents[0]?.title ?? "";
  await raiseFailure(tx, {
    kind: "page-unacknowledged",
    cause: formatId("inc", incidentId),
    subjectKind: "incident",
    subjectId: incidentId,
    reason: `Nobody acknowledged "${title}": the on-call, the team's lead and all paths of failures were paged`,
    advice: "Take it: acknowledge the incident. Then look whether the pagers reach people.",
    details: { incidentId, obligationId: page.obligation.id },
    now,
    newId: deps.newId,
  });
  await journal(tx, page, now, { reason: "nobody acknowledged, and there is nobody left to page" });
}

async function journal(tx: Tx, page: LockedPage, now: EpochMs, details: Record<string, string>): Promise<void> {
  await appendJournal(tx, {
    at: now,
    actorKind: "system",
    actor: "worker",
    verb: "page.escalated",
    subjectKind: "incident",
    subjectId: page.obligation.incidentId,
    details: { ...details, obligationId: page.obligation.id },
  });
}
