import { type EpochMs, shiftAt } from "@signalbox/core";
import type { OnCallTeam, Reader } from "@signalbox/database";
import { readTeamOnCall } from "../routing/routing-snapshot.ts";
import { loadRotation } from "./load-rotation.ts";

/** Who follows whoever is on call first: levels 2, 3 … of the team's rotation, by address; null where nobody is on call in
 *  one. Empty where who is on call is asked elsewhere. */
export async function furtherLevels(
  reader: Reader,
  team: Pick<OnCallTeam, "onCall"> | null,
  now: EpochMs,
): Promise<(string | null)[]> {
  const key = readTeamOnCall(team?.onCall ?? null)?.rotation ?? null;
  if (key === null) return [];
  const { rotation, overrides } = await loadRotation(reader, key, now);
  if (rotation === null) return [];
  return rotation.levels.slice(1).map((_, index) => shiftAt(rotation, index + 2, overrides, now).person?.email ?? null);
}
