import {
  type ConnectionKind,
  callLimitsOf,
  connectionKindByKey,
  isHttpCall,
  type PlanInput,
} from "@signalbox/connections";
import {
  askBreaker,
  breakerPolicy,
  type CallStep,
  closingLink,
  decideTurn,
  isUnsent,
  lastOpening,
  obligationKinds,
  scaleBreakerPolicy,
  traceparentOf,
} from "@signalbox/core";
import {
  addJob,
  appendJournal,
  beginObligationCheck,
  type ConnectionForCall,
  endObligationCheck,
  listDueForCheck,
  loadActionContext,
  loadConnectionForCall,
  lockAction,
  lockConnectionHealth,
  lockObligationCheck,
  nextObligationOfCheck,
  noteClosedOutside,
  notifyLive,
  type ObligationCheckRow,
  type ObligationToLookAt,
  recordLook,
  saveTurns,
  type Tx,
} from "@signalbox/database";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import { buildScope } from "../perform/build-scope.ts";
import { loadUsableSecrets } from "../perform/load-usable-secrets.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { type Held, judgeHeld, type Looked } from "./judge-held.ts";

/** A job looks for so long, then rings for itself: no worker is held by a long check. */
const sliceMs = 20_000;
/** Pause between two looks. */
const restMs = 100;
const dailyMs = 24 * 3_600_000;
const system = "the daily check";

type Usable = { connection: ConnectionForCall; kind: ConnectionKind; config: unknown };

/** Whether a connection can be asked what it holds. */
export function canBeChecked(kind: ConnectionKind, config: unknown): boolean {
  const { actions, find, read } = kind.capabilities(config);
  return (find || read) && actions.some((action) => obligationKinds.includes(action));
}

/** Begins the daily check of every connection whose last is older than a day. Returns how many were begun. */
export async function beginDailyChecks(deps: PerformDeps): Promise<number> {
  if (!(await isOutboundSwitchedOn(deps, deps.db.read))) return 0;
  let begun = 0;
  for (const connectionId of await listDueForCheck(deps.db.read, deps.now() - dailyMs)) {
    const usable = await loadUsable(deps, connectionId);
    if (usable === null || !canBeChecked(usable.kind, usable.config)) continue;
    const check = { id: deps.newId(), connectionId, askedBy: system, now: deps.now() };
    begun += (await deps.db.transaction((tx) => beginObligationCheck(tx, check))) === null ? 0 : 1;
  }
  return begun;
}

/** Looks at one obligation after the other and compares. Safe to run twice: what was looked at is recorded with each look.
 *  Keeps the rate of the connection, and stops where it must not be called. */
export async function checkObligations(deps: PerformDeps, { checkId }: { checkId: string }): Promise<void> {
  const until = deps.now() + sliceMs;
  while (deps.now() < until) {
    const turn = await takeTurn(deps, checkId);
    if (turn.turn === "ended") return;
    if (turn.turn === "look") await lookAt(deps, turn.check, turn.usable, turn.next);
    const ms = turn.turn === "wait" ? turn.ms : restMs;
    await new Promise((wait) => setTimeout(wait, ms));
  }
  await deps.db.transaction((tx) => addJob(tx, "check_obligations", { checkId }));
}

type Turn =
  | { turn: "ended" }
  | { turn: "wait"; ms: number }
  | { turn: "look"; check: ObligationCheckRow; usable: Usable; next: ObligationToLookAt };

async function takeTurn(deps: PerformDeps, checkId: string): Promise<Turn> {
  return deps.db.transaction(async (tx): Promise<Turn> => {
    const now = deps.now();
    const check = await lockObligationCheck(tx, checkId);
    if (check === null) return { turn: "ended" };
    const end = async (error: string | null): Promise<Turn> => {
      await endObligationCheck(tx, checkId, { error, now });
      await notifyLive(tx, "connection", String(check.connectionId));
      return { turn: "ended" };
    };
    const next = await nextObligationOfCheck(tx, check);
    if (next === null) return end(null);
    const usable = await loadUsable(deps, check.connectionId);
    if (usable === null) return end("its configuration can't be used");
    if (!(await isOutboundSwitchedOn(deps, tx))) return end("all calls to the outside are paused");
    const health = await lockConnectionHealth(tx, check.connectionId);
    if (health.pausedAt !== null) return end(`the connection is paused: ${health.pausedReason}`);
    const policy = scaleBreakerPolicy(breakerPolicy, deps.timeScale);
    const asked = askBreaker(health.breaker, { now, by: checkId, leaseUntil: now }, policy);
    if (asked.decision === "park" || health.breaker.state !== "closed") {
      return end("the connection is parked by its breaker: too many calls failed");
    }
    const { intervalMs } = callLimitsOf(usable.kind, usable.config);
    // It goes behind what waits: a check is never more urgent than an action.
    if (intervalMs !== null) {
      const turn = decideTurn(health.turns, { now, hasTurn: false }, intervalMs);
      if (turn.decision === "wait") return { turn: "wait", ms: Math.min(turn.until - now, sliceMs) };
      await saveTurns(tx, check.connectionId, turn.book, now);
    }
    return { turn: "look", check, usable, next };
  });
}

async function loadUsable(deps: PerformDeps, connectionId: number): Promise<Usable | null> {
  const connection = await loadConnectionForCall(deps.db.read, connectionId);
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  return connection === null || kind === null || config?.success !== true
    ? null
    : { connection, kind, config: config.data };
}

async function lookAt(
  deps: PerformDeps,
  check: ObligationCheckRow,
  usable: Usable,
  next: ObligationToLookAt,
): Promise<void> {
  const held = await ask(deps, usable, next);
  await deps.db.transaction(async (tx) => {
    const now = deps.now();
    const locked = await lockAction(tx, next.actionId);
    const current = await lockObligationCheck(tx, check.id);
    if (current === null || locked?.obligation == null) return;
    const { obligation } = locked;
    const isOurDoing = mayBeOurDoing(obligation);
    // What it was seen as may have changed while the call was under way.
    const finding = obligation.status === held.status && !isOurDoing ? judgeHeld(held) : null;
    await recordLook(tx, check.id, { obligationId: next.id, finding, now });
    if (isOurDoing) return;
    const isClosedByHand = finding?.finding === "closed-by-hand";
    if (obligation.status !== "open" || held.looked.read === "not-known") return;
    if (!(await noteClosedOutside(tx, obligation.id, isClosedByHand ? now : null))) return;
    await tellOfHand(tx, usable.connection.key, check.askedBy, obligation, { isClosedByHand, now });
    await notifyLive(tx, "obligation", obligation.id);
    await notifyLive(tx, "incident", obligation.incidentId);
  });
}

type LockedObligation = NonNullable<NonNullable<Awaited<ReturnType<typeof lockAction>>>["obligation"]>;

// Closed there by a call of ours that is under way or whose end nobody knows yet, or about to be opened again.
function mayBeOurDoing({ status, links }: LockedObligation): boolean {
  const closing = closingLink(links);
  const opening = lastOpening(links);
  const isBeingClosed = closing !== null && !isUnsent(closing);
  return status === "open" && (isBeingClosed || (opening?.verb === "reopen" && opening.state !== "done"));
}

// On the obligation's page, and in the story of its incident.
async function tellOfHand(
  tx: Tx,
  connection: string,
  actor: string,
  obligation: LockedObligation,
  seen: { isClosedByHand: boolean; now: number },
): Promise<void> {
  const { id, kind, externalId, incidentId } = obligation;
  const happened = seen.isClosedByHand ? "closed-by-hand" : "open-there-again";
  const what = seen.isClosedByHand ? "was closed there by hand, not by Signalbox" : "is open there again";
  const line = {
    at: seen.now,
    actorKind: "system",
    actor,
    verb: `obligation.${happened}`,
    details: { incidentId, connection, externalId, reason: `${kind} ${externalId ?? ""} at ${connection} ${what}` },
  } as const;
  await appendJournal(tx, [
    { ...line, subjectKind: "obligation", subjectId: id },
    { ...line, subjectKind: "incident", subjectId: incidentId },
  ]);
}

async function ask(deps: PerformDeps, usable: Usable, next: ObligationToLookAt): Promise<Held> {
  const { kind, config } = usable;
  const { find, read } = kind.capabilities(config);
  const planned = await loadInput(deps, usable, next);
  const looked: Looked = { found: "not-known", read: "not-known", trouble: null };
  if (planned === null) return { status: "open", externalId: null, looked: { ...looked, trouble: "it is gone" } };
  const { input, status } = planned;
  const { externalId } = input.obligation!;
  if (read && externalId !== null) {
    const told = await askStep(deps, usable, "read", input);
    if (told.told === "state") looked.read = told.closed ? "closed" : "open";
    else if (told.told === "gone") looked.read = "gone";
    else if (told.told === "trouble") looked.trouble = told.detail;
  }
  if (find && looked.trouble === null) {
    const told = await askStep(deps, usable, "find", input);
    if (told.told === "found") looked.found = told.hits;
    else if (told.told === "gone") looked.found = [];
    else if (told.told === "trouble") looked.trouble = told.detail;
  }
  return { status, externalId, looked };
}

type Told =
  | { told: "state"; closed: boolean }
  | { told: "found"; hits: readonly string[] }
  | { told: "gone" }
  | { told: "trouble"; detail: string };

async function askStep(deps: PerformDeps, usable: Usable, step: CallStep, input: PlanInput<unknown>): Promise<Told> {
  const { connection, kind, config } = usable;
  const plan = kind.plan(step, input);
  if (plan.outcome === "not-possible") return { told: "trouble", detail: plan.reason };
  if (!isHttpCall(plan.request)) return { told: "trouble", detail: "it can't be looked at" };
  const secrets = await loadUsableSecrets(deps, deps.db.read, connection.id, deps.now());
  const missing = kind.secretFields(config).filter((field) => secrets[field] === undefined);
  if (missing.length > 0) return { told: "trouble", detail: `the credential ${missing.join(", ")} is not stored` };
  const traceparent = traceparentOf(null, input.idempotencyKey, `${step}/${input.now}`);
  const traced = { ...plan.request, headers: { traceparent, ...plan.request.headers } };
  const limits = { totalMs: kind.timeoutMs(config), ...(deps.signal ? { signal: deps.signal } : {}) };
  const result = await callWithCredentials(deps.outbound, kind, traced, input, secrets, limits);
  if (result.result === "failed") {
    const detail = result.outcome.outcome === "delivered" ? "no answer" : result.outcome.detail;
    return { told: "trouble", detail };
  }
  const learnt = kind.interpret(step, result.answer, input);
  switch (learnt.step) {
    case "state":
      return { told: "state", closed: learnt.closed };
    case "found":
      return { told: "found", hits: learnt.hits };
    case "not-found":
      return { told: "gone" };
    case "run":
      return { told: "trouble", detail: "the answer tells of a run" };
    case "done": {
      if (learnt.result.outcome === "delivered") return { told: "trouble", detail: "the answer tells nothing" };
      if (learnt.result.reason === "not-found") return { told: "gone" };
      return { told: "trouble", detail: learnt.result.detail };
    }
  }
}

// What templates of a look see: the obligation, and its incident as it is now.
async function loadInput(
  deps: PerformDeps,
  usable: Usable,
  next: ObligationToLookAt,
): Promise<{ input: PlanInput<unknown>; status: string } | null> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const locked = await lockAction(tx, next.actionId);
    if (locked?.obligation == null) return null;
    const { action, obligation } = locked;
    const { eventReceivedAt: receivedAt, eventDeliveryId: deliveryId, eventOrdinal: ordinal } = action;
    const built = buildScope(locked, {
      context: await loadActionContext(tx, { receivedAt, deliveryId, ordinal }),
      fields: {},
      onCall: null,
      team: null,
      failure: null,
      mayRepeat: false,
      acknowledgeUrl: null,
      publicUrl: deps.publicUrl,
      now,
    });
    if (built.outcome === "not-possible") return null;
    const { reference, externalId, status } = obligation;
    const input: PlanInput<unknown> = {
      config: usable.config,
      idempotencyKey: `${reference}-look`,
      scope: built.scope,
      obligation: { reference, externalId },
      now,
    };
    return { input, status };
  });
}
