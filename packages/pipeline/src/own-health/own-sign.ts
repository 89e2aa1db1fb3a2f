import type { EpochMs, FailureKind } from "@signalbox/core";
import { lockOwnSign, type OwnSignRow, raiseFailure, saveOwnSign, settleFailure, type Tx } from "@signalbox/database";

/** One measure of how we are ourselves, and the failure that it is where it is not well. */
export interface OwnSign {
  /** Names the measure for ever: `disk:data folder`, `clock`, `lane:process`. */
  name: string;
  isWell: boolean;
  /** What was measured, with its unit and its bound. */
  words: string;
  failure: {
    kind: FailureKind;
    cause: string;
    subjectKind: string;
    subjectId: string;
    reason: string;
    advice: string;
    details?: Record<string, unknown>;
  };
  /** Kept only while it is not well: there may be very many. */
  onlyTrouble?: boolean;
}

// Who settled it by hand knows of it; what is still so a day later is told again.
const againAfterMs = 24 * 3_600_000;

/** Keeps a measure; its failure is raised once when it turns bad and settles itself when it is well. Safe to run twice. */
export async function judgeSign(
  tx: Tx,
  sign: OwnSign,
  deps: { now: EpochMs; newId: () => string },
): Promise<"raised" | "settled" | "as-before"> {
  const { name, isWell, words, failure } = sign;
  const { kind, cause } = failure;
  const { now } = deps;
  const before = await lockOwnSign(tx, name);
  const save = (more: object) =>
    saveOwnSign(tx, { name, isWell, details: { words, kind, cause, ...more }, measuredAt: now });
  if (isWell) {
    if (before !== null || !sign.onlyTrouble) await save({});
    return (await settleFailure(tx, { kind, cause, by: "system", reason: words, now })) === null
      ? "as-before"
      : "settled";
  }
  const raisedAt = Number(before?.details.raisedAt ?? 0);
  const isNews = before === null || before.isWell || raisedAt <= now - againAfterMs;
  await save({ raisedAt: isNews ? now : raisedAt });
  if (!isNews) return "as-before";
  await raiseFailure(tx, { ...failure, now, newId: deps.newId });
  return "raised";
}

/** A sign that was bad and is not measured any more: its source was retired, its disk replaced, its lane is empty. */
export async function letGoOfSign(tx: Tx, sign: OwnSignRow, now: EpochMs): Promise<void> {
  const { kind, cause } = sign.details as { kind?: unknown; cause?: unknown };
  await saveOwnSign(tx, { ...sign, isWell: true, details: { words: "not measured any more" } });
  if (typeof kind !== "string" || typeof cause !== "string") return;
  await settleFailure(tx, { kind, cause, by: "system", reason: "there is nothing left to measure", now });
}
