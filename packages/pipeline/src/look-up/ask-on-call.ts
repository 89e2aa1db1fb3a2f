import { loadStoredAnswer, type OnCallTeam, type StoredAnswer } from "@signalbox/database";
import { readTeamOnCall } from "../routing/routing-snapshot.ts";
import { loadRotation } from "./load-rotation.ts";
import { type OnCall, onCallByRotation, onCallLookupKey, onCallOf } from "./on-call-of.ts";
import { readOnCallSetting } from "./on-call-setting.ts";
import { type LookUpDeps, refreshOnCall } from "./refresh-on-call.ts";

/** An action does not wait longer than this before it takes the last good answer or the fallback. */
const waitMs = 3_000;
/** A source that has just failed is not asked again by each action, or all of them would wait. */
const restMs = 10_000;

/** Who is on call for the team now: by the rotation kept here, else asks again where the stored answer is missing or older
 *  than `refresh`. */
export async function askOnCall(deps: LookUpDeps, team: Pick<OnCallTeam, "key" | "onCall">): Promise<OnCall | null> {
  const { rotation: rotationKey = null, fallback = null } = readTeamOnCall(team.onCall) ?? {};
  if (rotationKey !== null) {
    const now = deps.now();
    const held = await loadRotation(deps.db.read, rotationKey, now);
    return onCallByRotation({ key: rotationKey, ...held, level: 1, fallback, now });
  }
  const setting = readOnCallSetting(team.onCall);
  if (setting === null) return null;
  const key = onCallLookupKey(team.key);
  const stored = await loadStoredAnswer(deps.db.read, key);
  const isFresh = stored?.validUntil != null && stored.validUntil > deps.now();
  const hasJustFailed = stored?.failedAt != null && stored.failedAt > deps.now() - restMs;
  if (isFresh || hasJustFailed) return onCallOf(asAnswer(stored), setting.fallback, deps.now());
  const askedAt = deps.now();
  const outcome = await refreshOnCall(deps, team, setting, waitMs);
  // The answer is used even where it could not be kept.
  const latest =
    outcome.outcome === "answered"
      ? { key, value: outcome.value, askedAt, validUntil: askedAt + setting.refreshMs }
      : asAnswer(stored);
  return onCallOf(latest, setting.fallback, deps.now());
}

function asAnswer(stored: StoredAnswer | null) {
  if (stored === null || stored.value === null || stored.askedAt === null) return null;
  return { key: stored.lookupKey, value: stored.value, askedAt: stored.askedAt, validUntil: stored.validUntil };
}
