import { readDuration } from "@signalbox/core";
import { z } from "zod";

const words = 'a length of time is a number with its unit: "60s", "5m", "24h" or "7d"';
const longestMs = 400 * 86_400_000;

/** A length of time as it is written in the file: `60s`, `5m`, `24h`, `7d`; above 0 and at most 400d. Stored as written. */
export const durationText = z
  .string({ error: words })
  .refine((text) => readDuration(text) !== null, { error: words, abort: true })
  .refine((text) => isInBounds(readDuration(text)), "a length of time is above 0 and at most 400d");

function isInBounds(ms: number | null): boolean {
  return ms !== null && ms > 0 && ms <= longestMs;
}
