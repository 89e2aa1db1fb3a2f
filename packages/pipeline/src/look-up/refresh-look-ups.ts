import { listOnCallLookUps, type StoredAnswer } from "@signalbox/database";
import { type OnCallSetting, readOnCallSetting } from "./on-call-setting.ts";
import { type LookUpDeps, refreshOnCall } from "./refresh-on-call.ts";

const atOnce = 4;

/** Asks every data source whose answer is missing, soon too old, or came from another connection. Returns how many were asked. */
export async function refreshLookUps(deps: LookUpDeps): Promise<number> {
  const due = (await listOnCallLookUps(deps.db.read)).flatMap(({ team, answer }) => {
    const setting = readOnCallSetting(team.onCall);
    return setting !== null && isDue(setting, answer, team.updatedAt, deps.now()) ? [{ team, setting }] : [];
  });
  for (let start = 0; start < due.length; start += atOnce) {
    const batch = due.slice(start, start + atOnce);
    await Promise.all(batch.map(({ team, setting }) => refreshOnCall(deps, team, setting)));
  }
  return due.length;
}

// Asked again a little before it gets too old, and after a failure not more often than that.
function isDue(setting: OnCallSetting, answer: StoredAnswer | null, teamChangedAt: number, now: number): boolean {
  if (answer === null) return true;
  const lastTry = Math.max(answer.askedAt ?? 0, answer.failedAt ?? 0);
  return lastTry < teamChangedAt || now - lastTry >= setting.refreshMs * 0.8;
}
