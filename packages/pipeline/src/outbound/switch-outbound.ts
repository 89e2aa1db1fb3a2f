import { toIso } from "@signalbox/core";
import { type ChangedBy, notifyLive, releaseParked, saveSetting, type Tx } from "@signalbox/database";

/** Pause between two actions that are released: 20 a second. */
export const releaseEveryMs = 50;

/** Pauses every call to the outside, or lets them go on: what waited is then sent pages first, oldest first, spread out.
 *  Calls that are under way end as they end. Returns how many were released. */
export async function switchOutbound(
  tx: Tx,
  by: ChangedBy,
  wanted: { enabled: boolean; reason: string },
): Promise<number> {
  const { enabled, reason } = wanted;
  const value = { enabled, reason, by: by.actor.name, since: toIso(by.now) };
  await saveSetting(tx, by, "outbound", value, { enabled, reason });
  await notifyLive(tx, "settings", "outbound");
  return enabled ? releaseParked(tx, { parkedFor: "outbound", now: by.now, everyMs: releaseEveryMs }) : 0;
}
