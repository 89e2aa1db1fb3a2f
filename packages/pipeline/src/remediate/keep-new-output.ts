import type { EpochMs } from "@signalbox/core";
import { appendRunOutput, loadOutputTail, notifyLive, type Tx } from "@signalbox/database";

const outputCharactersMax = 262_144;

/** Keeps what a run elsewhere has printed since it was looked at last: its answers hold everything so far. */
export async function keepNewOutput(tx: Tx, runId: string, output: string, now: EpochMs): Promise<void> {
  const kept = await loadOutputTail(tx, runId, outputCharactersMax);
  const clean = output.slice(0, outputCharactersMax).replaceAll("\u0000", "\ufffd").toWellFormed();
  const fresh = clean.startsWith(kept) ? clean.slice(kept.length) : clean;
  if (fresh === "") return;
  await appendRunOutput(tx, runId, [{ stream: "out", text: fresh }], now);
  await notifyLive(tx, "run", runId);
}
