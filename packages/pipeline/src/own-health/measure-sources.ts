import { type EpochMs, formatDuration, ownLimits, testDue, toIso } from "@signalbox/core";
import type { SourceRhythm, SourceSigns } from "@signalbox/database";
import type { OwnSign } from "./own-sign.ts";

/** Refusals that say that whoever calls can't prove who they are. */
export const proofRefusals = [
  "signature-missing",
  "signature-wrong",
  "timestamp-stale",
  "timestamp-missing",
  "credential-missing",
  "credential-wrong",
  "no-secret",
] as const;

/** Whether a source is refused in a row. One accepted delivery ends the row. */
export function judgeRefusals(source: SourceSigns): OwnSign {
  const { key, refusedInARow, lastRefusedFor } = source;
  const isWell = refusedInARow < ownLimits.refusals.inARow;
  return signOf(source, "verification-failing", {
    isWell,
    words: isWell
      ? "a delivery was accepted, or no more are refused"
      : `${refusedInARow} refused in a row (${lastRefusedFor ?? "no reason"})`,
    reason: `${refusedInARow} deliveries of ${key} in a row were refused: ${(lastRefusedFor ?? "not verified").replaceAll("-", " ")}`,
    advice: `Compare the secret of ${key} here with the one in the monitoring tool. Until then its outages go unheard.`,
  });
}

/** Whether a test event is missing. Where the source says how often one must come, only test events count; where it says
 *  nothing any delivery proves the path, once a week. */
export function judgeTests(source: SourceSigns, now: EpochMs): OwnSign {
  const { key, settings } = source;
  const { everyMs, provenAt, dueAt } = testDue({ ...source, expectTestEvery: settings.expectTestEvery });
  const isWell = now <= dueAt;
  const every = formatDuration(everyMs);
  const last = provenAt === null ? "none came yet" : `the last came at ${toIso(provenAt)}`;
  return signOf(source, "test-event-missing", {
    isWell,
    words: isWell ? `a test event came within ${every}` : `no test event within ${every}: ${last}`,
    reason: `No test event of ${key} came within ${every}: ${last}`,
    advice: `Send a test event from the monitoring tool to ${key}: it proves the whole path to here.`,
  });
}

/** Whether a source that used to deliver is silent for far longer than it ever was. Null where its rhythm is not known. */
export function judgeSilence(source: SourceSigns, rhythm: SourceRhythm | null, now: EpochMs): OwnSign {
  const { silence } = ownLimits;
  const { key, lastDeliveryAt } = source;
  const silentMs = lastDeliveryAt === null ? 0 : now - lastDeliveryAt;
  const boundMs = Math.max(silence.atLeastMs, (rhythm?.longestPauseMs ?? 0) * silence.timesLongestPause);
  const isKnown = rhythm !== null && rhythm.hours >= silence.hoursMin;
  const isWell = !isKnown || silentMs <= boundMs;
  const longest = hours(rhythm?.longestPauseMs ?? 0);
  return signOf(source, "source-silent", {
    isWell,
    words: isWell
      ? "a delivery came"
      : `silent for ${hours(silentMs)} h; its longest pause in four weeks was ${longest} h`,
    reason: `${key} is silent for ${hours(silentMs)} h. In the four weeks before its longest pause was ${longest} h`,
    advice: `Send a test event from the monitoring tool to ${key}. If it is meant to be silent, settle this.`,
  });
}

/** A source may be silent: then its rhythm is worth asking for. */
export function mayBeSilent(source: SourceSigns, now: EpochMs): boolean {
  return source.lastDeliveryAt !== null && now - source.lastDeliveryAt > ownLimits.silence.atLeastMs;
}

type SourceKind = "verification-failing" | "test-event-missing" | "source-silent";

function signOf(
  { key }: SourceSigns,
  kind: SourceKind,
  told: { isWell: boolean; words: string; reason: string; advice: string },
): OwnSign {
  const { isWell, words, reason, advice } = told;
  return {
    name: `${kind}:${key}`,
    isWell,
    words,
    onlyTrouble: true,
    failure: { kind, cause: key, subjectKind: "source", subjectId: key, reason, advice, details: { source: key } },
  };
}

function hours(ms: number): string {
  return (ms / 3_600_000).toFixed(ms < 36_000_000 ? 1 : 0);
}
