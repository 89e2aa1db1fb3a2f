import { StartRefusal } from "@signalbox/database/start";

/** Reads `SIGNALBOX_TIME_SCALE`, by which waits and limits are shortened in tests: above 0, at most 1. Unset: 1.
 *  @throws StartRefusal for anything else. */
export function readTimeScale(text: string | undefined): number {
  if (text === undefined || text === "") return 1;
  const scale = Number(text);
  if (scale > 0 && scale <= 1) return scale;
  throw new StartRefusal(["SIGNALBOX_TIME_SCALE must be a number above 0, at most 1"]);
}
