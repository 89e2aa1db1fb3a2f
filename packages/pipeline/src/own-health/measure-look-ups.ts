import { type EpochMs, ownLimits, toIso } from "@signalbox/core";
import type { OnCallTeam, StoredAnswer } from "@signalbox/database";
import type { OnCallSetting } from "../look-up/on-call-setting.ts";
import type { OwnSign } from "./own-sign.ts";

type Asked = {
  team: Pick<OnCallTeam, "key" | "updatedAt">;
  setting: OnCallSetting;
  answer: Pick<StoredAnswer, "askedAt" | "error"> | null;
};

/** Whether the last good answer of a team's on-call look-up is far older than it should be: pages then go to who was on call
 *  long ago, or to the fallback. */
export function judgeLookUp({ team, setting, answer }: Asked, now: EpochMs): OwnSign {
  const { atLeastMs, timesRefresh } = ownLimits.lookUp;
  const boundMs = Math.max(atLeastMs, setting.refreshMs * timesRefresh);
  const goodAt = answer?.askedAt ?? null;
  const isWell = now - Math.max(goodAt ?? 0, team.updatedAt) <= boundMs;
  const last = goodAt === null ? "it never answered" : `its last good answer is of ${toIso(goodAt)}`;
  const why = answer?.error == null ? "" : `; it says: ${answer.error}`;
  const whom = goodAt === null ? "the fallback" : "who was on call then";
  return {
    name: `look-up-stale:${team.key}`,
    isWell,
    words: isWell ? "it answers" : `${last}${why}`,
    onlyTrouble: true,
    failure: {
      kind: "look-up-stale",
      cause: team.key,
      subjectKind: "connection",
      subjectId: setting.connection,
      reason: `Who is on call for ${team.key} is not known any more: ${last}${why}. Pages go to ${whom}`,
      advice: `Look at the connection ${setting.connection} and at the path ${setting.path}.`,
      details: { team: team.key },
    },
  };
}
