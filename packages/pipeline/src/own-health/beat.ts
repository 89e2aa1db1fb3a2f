import { ownLimits } from "@signalbox/core";
import { type BlindTime, beatPart, type Database, type Part } from "@signalbox/database";
import type { Logger } from "pino";

/** Says that a process of this part is alive, from its main loop: one that is blocked must look dead. Returns the time since
 *  the last beat of any such process, where it was so long that nobody was there. */
export async function beatForPart(
  deps: { db: Pick<Database, "transaction">; timeScale: number; log: Pick<Logger, "warn"> },
  part: Part,
): Promise<BlindTime | null> {
  const blind = await deps.db.transaction((tx) => beatPart(tx, part, ownLimits.partStaleMs * deps.timeScale));
  if (blind !== null) deps.log.warn({ stage: "beat", part, blindMs: blind.to - blind.from }, "nobody was there before");
  return blind;
}
