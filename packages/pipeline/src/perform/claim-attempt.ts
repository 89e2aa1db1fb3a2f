import {
  type ConnectionKind,
  type ConnectionSecrets,
  connectionKindByKey,
  type PlanInput,
  type PlannedCall,
} from "@signalbox/connections";
import { type CallStep, type EpochMs, planStep, type StepSituation } from "@signalbox/core";
import {
  addPerformJobs,
  beginAttempt,
  type Callee,
  type ConnectionForCall,
  type DrillDisturbance,
  findDisturbance,
  findRunUnderWay,
  freeSlotOf,
  insertRun,
  type LockedAction,
  moveAction,
  never,
  type ParkedFor,
  type RunRow,
  type Tx,
} from "@signalbox/database";
import { scheduleEscalation } from "../page/schedule-escalation.ts";
import { tellRunStarted } from "../remediate/conclude-run.ts";
import { prepareRun } from "../remediate/prepare-run.ts";
import { sayRequest } from "../remediate/shown-request.ts";
import type { ResolvedCommand } from "../runbook/resolve-command.ts";
import type { RunbookBook } from "../runbook/runbook-book.ts";
import { admitCall } from "./admit-call.ts";
import { endLink, giveUp } from "./advance-chain.ts";
import { holdBackPage, judgeSilence } from "./hold-back.ts";
import { endLostAttempts, judgeNeed, judgeTurn, type NoCall, noCall, toPastAttempt } from "./judge-turn.ts";
import type { PerformDeps } from "./perform-deps.ts";
import { planRequest } from "./plan-request.ts";
import type { PreparedOnCall } from "./prepare-on-call.ts";
import { readForClaim } from "./read-for-claim.ts";
import { commandToKeep, requestToKeep } from "./request-to-keep.ts";
import { traceRequest } from "./trace-request.ts";

/** A call that was announced: its attempt row is committed, and nobody else may make it before the lease ends. */
export interface Claim {
  actionId: string;
  actionMadeAt: EpochMs;
  connection: ConnectionForCall;
  kind: ConnectionKind;
  step: CallStep;
  number: number;
  fence: number;
  planned: PlannedCall;
  input: PlanInput<unknown>;
  secrets: ConnectionSecrets;
  totalMs: number;
  leaseUntil: EpochMs;
  situation: StepSituation;
  /** Of a remediation: its run. */
  runId: string | null;
  /** What runs here, in place of a call. */
  command: ResolvedCommand | null;
  /** Of a drill that disturbs its own calls. */
  disturbance: DrillDisturbance | null;
}

/** What is read before anything is locked. */
export interface Prepared {
  onCall: PreparedOnCall;
  /** The allow-list of local commands as it is now; null where the action runs none, or there is none here. */
  book: RunbookBook | null;
  /** For how long it waited in this process for a call of its connection to end. */
  waitedMs: number;
}

export type ClaimOutcome = { claim: "call"; call: Claim } | NoCall;

/** How long beyond its total limit a call is believed to be under way. */
const leaseSlackMs = 30_000;
/** How long after a doubtful create a target may still be at work on it. */
const doubtMs = 30_000;
/** The queue's clock is Postgres's: a job that rings a little early by ours is on time. */
const earlyMs = 1_000;

/** Decides the next call of an action and announces it, in one transaction: lock, decide, write the intent, commit.
 *  @param round 0 for the first call of a try, then 1, 2 … */
export async function claimAttempt(
  deps: PerformDeps,
  tx: Tx,
  callee: Callee,
  round: number,
  prepared: Prepared,
): Promise<ClaimOutcome> {
  const outcome = await decideClaim(deps, tx, callee, round, prepared);
  // A try that goes on keeps its slot from call to call; where it ends without one, the next may have it.
  if (round > 0 && outcome.claim === "none") await freeSlotOf(tx, callee.action.id, deps.now());
  return outcome;
}

async function decideClaim(
  deps: PerformDeps,
  tx: Tx,
  callee: Callee,
  round: number,
  { onCall, book, waitedMs }: Prepared,
): Promise<ClaimOutcome> {
  const now = deps.now();
  const { locked, context, traceparent, isOutboundOn, secrets } = await readForClaim(deps, tx, callee, now);
  if (locked === null) return noCall("not-there", "there is no such action");
  const { action } = locked;
  const notNow = judgeTurn(locked, now);
  if (notNow !== null) return notNow;
  if (round === 0 && action.state !== "running" && action.nextTryAt > now + earlyMs) {
    if (action.nextTryAt === never) return noCall("waits-for-person", action.reason ?? "");
    await addPerformJobs(tx, [{ id: action.id, kind: action.kind, runAt: action.nextTryAt }]);
    return noCall("parked", "it is not due yet");
  }
  const isInDoubt = action.state === "running" || action.state === "unknown";
  if (action.state === "running") await endLostAttempts(tx, locked, now);
  const unwanted = judgeNeed(locked);
  if (unwanted !== null) {
    await endLink(tx, locked, { ...unwanted, now });
    return noCall("ended", unwanted.reason);
  }
  const silence = await judgeSilence(tx, locked, now);
  if (silence !== null && action.kind === "page") return noCall("parked", await holdBackPage(tx, locked, silence, now));
  if (silence !== null) {
    await endLink(tx, locked, { state: "cancelled", reason: silence.reason, now });
    return noCall("ended", silence.reason);
  }

  const { connection } = callee;
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  if (connection === null || kind === null || config?.success !== true) {
    const reason = `the configuration of connection ${connection?.key ?? "?"} can't be used`;
    await giveUp(deps, tx, locked, connection, { reason, now });
    return noCall("ended", reason);
  }
  const run = action.kind === "remediate" ? await findRunUnderWay(tx, action.id) : null;
  const situation = describeSituation(deps, locked, { kind, config: config.data, isInDoubt, round, run, now });
  const plan = planStep(situation);
  switch (plan.plan) {
    case "done":
    case "cancel": {
      const state = plan.plan === "done" ? "done" : "cancelled";
      await endLink(tx, locked, { state, reason: plan.reason, now });
      return noCall("ended", plan.reason);
    }
    case "ask-person":
      await giveUp(deps, tx, locked, connection, { reason: plan.reason, now, needsDecision: true });
      return noCall("waits-for-person", plan.reason);
    case "wait":
      return park(deps, tx, locked, { until: plan.until, reason: plan.reason, now, isInDoubt });
    case "call":
      break;
  }
  // An e-mail can't be taken back; that nobody is told is no failure, as nobody is paged for a recovery.
  if (plan.step === "close" && action.kind === "page" && !kind.capabilities(config.data).close) {
    const reason = "this connection tells nobody that a page is over";
    await endLink(tx, locked, { state: "done", reason, now });
    return noCall("ended", reason);
  }

  const { step } = plan;
  const asked = { connection, kind, config: config.data, step, book, run, now };
  const remedy = action.kind === "remediate" ? await prepareRun(deps, tx, locked, asked) : null;
  if (remedy?.prepared === "none") return remedy.why;
  await scheduleEscalation(tx, locked, { since: "first-try", timeScale: deps.timeScale, now });
  const totalMs = remedy?.totalMs ?? kind.timeoutMs(config.data);
  const leaseUntil = now + totalMs + leaseSlackMs * deps.timeScale;
  const mayRepeat = plan.mayRepeat || (isInDoubt && action.kind === "page");
  const given = {
    kind,
    config: config.data,
    step: plan.step,
    context,
    onCall,
    mayRepeat,
    connection: connection.key,
    now,
  };
  const planned = remedy?.plan ?? (await planRequest(deps, tx, locked, given));
  if (planned.outcome === "not-possible") {
    await giveUp(deps, tx, locked, connection, { reason: planned.reason, now });
    return noCall("ended", planned.reason);
  }
  const number = (locked.attempts.at(-1)?.number ?? 0) + 1;
  const fence = action.fence + 1;
  const intent = {
    number,
    fence,
    step: plan.step,
    startedAt: now,
    leaseUntil,
    countsAsTry: round === 0,
    waitedMs: round === 0 ? waitedMs : 0,
  };
  const request = traceRequest(action, { request: planned.request, number, given: traceparent });
  // Last, as all others that call this connection wait for it from here on.
  const isUnderWay = round > 0;
  const asking = { action, connection, kind, config: config.data, isOutboundOn, secrets, isUnderWay, leaseUntil, now };
  const admitted = await admitCall(deps, tx, asking);
  if (admitted.admission === "parked") return park(deps, tx, locked, { ...admitted, now, isInDoubt });
  const command = remedy?.plan.command ?? null;
  const kept = command === null ? requestToKeep(kind, request) : commandToKeep(command);
  beginAttempt(tx, action, { ...intent, request: kept });
  let runId = run?.id ?? null;
  if (remedy !== null && step === "send") {
    runId = deps.newId();
    const { componentId, approvalId } = remedy;
    const { runbook, shown } = remedy.plan;
    const { id: actionId, incidentId } = action;
    const started = { id: runId, actionId, connectionId: connection.id, runbook, componentId, incidentId, approvalId };
    await insertRun(tx, { ...started, startedAt: now });
    await tellRunStarted(tx, locked, { id: runId, runbook, what: sayRequest(shown), now });
  }
  const drills = locked.incidents.filter(({ origin }) => origin === "drill").map(({ id }) => id);
  const disturbance = drills.length === 0 ? null : await findDisturbance(tx, drills);
  const call: Claim = {
    actionId: action.id,
    actionMadeAt: action.madeAt,
    connection,
    kind,
    step: plan.step,
    number,
    fence,
    planned: request,
    input: planned.input,
    secrets,
    totalMs,
    leaseUntil,
    situation,
    runId,
    command,
    disturbance,
  };
  return { claim: "call", call };
}

function describeSituation(
  deps: PerformDeps,
  locked: LockedAction,
  given: { kind: ConnectionKind; config: unknown; isInDoubt: boolean; round: number; run: RunRow | null; now: EpochMs },
): StepSituation {
  const { action, obligation, incidents, attempts } = locked;
  const { kind, config, isInDoubt, round, run, now } = given;
  const limitMs = (kind.remediation?.(config).runLimitMs ?? 0) * deps.timeScale;
  const { find, read, noteFirst = false, updatesTwice = false } = kind.capabilities(config);
  return {
    kind: action.kind,
    verb: action.verb,
    isInDoubt,
    grade: kind.grade(config),
    can: { find, read, noteFirst, updatesTwice },
    externalId: obligation?.externalId ?? null,
    isOver: obligation !== null && incidents.length > 0 && incidents.every((one) => one.hasEnded),
    always: action.fields.always === true,
    attempts: attempts.map(toPastAttempt),
    hasJustLooked: round > 0 && attempts.at(-1)?.step === "find",
    now,
    doubtMs: doubtMs * deps.timeScale,
    run: run && { externalId: run.externalId, startedAt: run.startedAt, limitMs },
  };
}

/** Sets it aside without counting a try. */
async function park(
  deps: PerformDeps,
  tx: Tx,
  locked: LockedAction,
  parking: { until: EpochMs; reason: string; now: EpochMs; isInDoubt: boolean; parkedFor?: ParkedFor },
): Promise<NoCall> {
  const { action } = locked;
  if (action.failureId !== null) {
    await giveUp(deps, tx, locked, null, { reason: parking.reason, now: parking.now });
    return noCall("ended", parking.reason);
  }
  const { until, reason, now, parkedFor } = parking;
  // Spread out, so that all that waited does not come at once; turns are spread out already.
  const spreadMs = parkedFor === "turn" ? 0 : Math.max(1_000 * deps.timeScale, (until - now) / 10);
  const nextTryAt = Math.round(until + spreadMs * deps.random());
  const state = parking.isInDoubt ? "unknown" : "waiting";
  await moveAction(tx, action.id, { state, reason, nextTryAt, now, ...(parkedFor && { parkedFor }) });
  await addPerformJobs(tx, [{ id: action.id, kind: action.kind, runAt: nextTryAt }]);
  return noCall("parked", reason);
}
