import { connectionKindByKey } from "@signalbox/connections";
import { type AttemptOutcome, type EpochMs, policyInForce } from "@signalbox/core";
import {
  claimWeekMail,
  findConnection,
  giveUpLostWeekMails,
  loadPolicies,
  raiseFailure,
  recordWeekMail,
  settleFailure,
  type Tx,
  type WeekMail,
} from "@signalbox/database";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import { loadUsableSecrets } from "../perform/load-usable-secrets.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { loadWeek } from "./load-week.ts";
import { lastWeekDue, loadWeekSetting, type WeekSetting } from "./week-setting.ts";
import { weekText } from "./week-text.ts";

const kind = "week-not-sent";
const cause = "week";
const againAfterMs = 5 * 60_000;
const givenUpAfterMs = 24 * 3_600_000;
/** Longer than any call may take. */
const lostAfterMs = 3 * 60_000;
const lostReason = "whoever sent it ended while it was under way: it may have arrived";

export type SendWeekOutcome = "sent" | "not-due" | "later" | "failed" | "unknown";

/** Sends the page of the week where it is due. Safe in many processes and to run again: a due time has one row, which one
 *  of them claims, and a try of which nobody knows whether it arrived is not repeated. */
export async function sendWeek(deps: PerformDeps): Promise<SendWeekOutcome> {
  const now = deps.now();
  await deps.db.transaction(async (tx) => {
    const lost = await giveUpLostWeekMails(tx, { claimedBefore: now - lostAfterMs, reason: lostReason });
    if (lost.length > 0) await raise(deps, tx, lostReason, now);
  });
  const setting = await loadWeekSetting(deps.db.read);
  if (setting === null || !(await isOutboundSwitchedOn(deps, deps.db.read))) return "not-due";
  const { timeZone } = policyInForce(await loadPolicies(deps.db.read), now);
  const dueAt = lastWeekDue(setting, timeZone, now);
  if (dueAt === null) return "not-due";
  const claim = await deps.db.transaction((tx) => claimWeekMail(tx, dueAt, now));
  if (claim === null) return "not-due";
  const result = await trySending(deps, setting, { dueAt, timeZone });
  return deps.db.transaction((tx) => record(deps, tx, claim, result));
}

async function trySending(
  deps: PerformDeps,
  setting: WeekSetting,
  { dueAt, timeZone }: { dueAt: EpochMs; timeZone: string },
): Promise<AttemptOutcome> {
  const refuse = (detail: string): AttemptOutcome => ({ outcome: "permanent", reason: "invalid-request", detail });
  const connection = await findConnection(deps.db.read, setting.connection);
  if (connection === null || connection.retiredAt !== null)
    return refuse(`there is no connection ${setting.connection}`);
  const mail = connectionKindByKey(connection.kind);
  const config = mail?.configSchema.safeParse(connection.config);
  if (mail?.key !== "email" || !config?.success) return refuse(`${setting.connection} sends no e-mail`);
  const link = deps.publicUrl === null ? null : `${deps.publicUrl}/week?to=${new Date(dueAt).toISOString()}`;
  const { title, text } = weekText(await loadWeek(deps.db.read, dueAt), { timeZone, link });
  const input = {
    config: config.data,
    idempotencyKey: `sbx-week-${dueAt}`,
    scope: { action: { to: setting.to.join(","), title, text } },
    obligation: null,
    now: deps.now(),
  };
  const plan = mail.plan("send", input);
  if (plan.outcome === "not-possible") return refuse(plan.reason);
  if (plan.request.via === "command") return refuse(`${setting.connection} sends no e-mail`);
  const secrets = await loadUsableSecrets(deps, deps.db.read, connection.id, deps.now());
  const limits = {
    totalMs: mail.timeoutMs(config.data),
    ...(deps.signal === undefined ? {} : { signal: deps.signal }),
  };
  const called = await callWithCredentials(deps.outbound, mail, plan.request, input, secrets, limits);
  if (called.result === "failed") return called.outcome;
  const read = mail.interpret("send", called.answer, input);
  return read.step === "done" ? read.result : refuse("the answer says nothing about what was sent");
}

async function record(deps: PerformDeps, tx: Tx, claim: WeekMail, result: AttemptOutcome): Promise<SendWeekOutcome> {
  const now = deps.now();
  if (result.outcome === "delivered") {
    await recordWeekMail(tx, claim, { state: "sent", sentAt: now, reason: null });
    await settleFailure(tx, { kind, cause, by: "worker", reason: "a week was sent", now });
    return "sent";
  }
  const reason = result.detail;
  const isOver = result.outcome !== "retryable" || now >= claim.dueAt + givenUpAfterMs * deps.timeScale;
  const state = result.outcome === "unknown" ? "unknown" : isOver ? "failed" : "waiting";
  await recordWeekMail(tx, claim, { state, reason, nextTryAt: now + againAfterMs * deps.timeScale });
  await raise(deps, tx, reason, now);
  return state === "waiting" ? "later" : state;
}

async function raise(deps: PerformDeps, tx: Tx, reason: string, now: EpochMs): Promise<void> {
  await raiseFailure(tx, {
    kind,
    cause,
    subjectKind: "setting",
    subjectId: "week",
    reason: `The page of the week was not sent: ${reason}`,
    advice: "Look at the connection and at the addresses under This week. The page itself can be read there.",
    now,
    newId: deps.newId,
  });
}
