import type { EpochMs } from "@signalbox/core";
import { appendRunOutput, loadKeptOutput, notifyLive, type Tx } from "@signalbox/database";
import type { OutputPiece } from "../runbook/output-sink.ts";

/** All that a run elsewhere has printed so far. */
export interface Printed {
  text: string;
  /** There is more than was read. */
  isCut: boolean;
}

const bytesMax = 262_144;
const comparedBytes = 400;
const cutNote = "[more was printed than is kept: the rest can be read where it runs]";
const anewNote = "[what it printed so far reads differently now: all of it again]";

/** Keeps what a run elsewhere has printed since it was looked at last: its answers hold everything so far. While it runs, a
 *  line that has not ended waits for its rest. */
export async function keepNewOutput(
  tx: Tx,
  runId: string,
  { text, isCut, isLast }: Printed & { isLast: boolean },
  now: EpochMs,
): Promise<void> {
  const clean = text.replaceAll("\u0000", "\ufffd").toWellFormed();
  const bytes = Buffer.from(isLast || isCut ? clean : clean.slice(0, clean.lastIndexOf("\n") + 1), "utf8");
  const kept = await loadKeptOutput(tx, runId, comparedBytes);
  if (kept.lastNote === cutNote) return;
  const goesOn = bytes.subarray(Math.max(0, kept.bytes - comparedBytes), kept.bytes).equals(kept.tail);
  const room = Math.max(0, bytesMax - kept.allBytes);
  const fresh = goesOn ? bytes.subarray(kept.bytes) : bytes;
  const pieces: OutputPiece[] = [];
  if (!goesOn && fresh.length > 0) pieces.push({ stream: "note", text: anewNote });
  const taken = wholeCharacters(fresh, room);
  if (taken !== "") pieces.push({ stream: "out", text: taken });
  if (isCut || fresh.length > room) pieces.push({ stream: "note", text: cutNote });
  if (pieces.length === 0) return;
  await appendRunOutput(tx, runId, pieces, now);
  await notifyLive(tx, "run", runId);
}

// A character of several bytes is taken whole or not at all.
function wholeCharacters(bytes: Buffer, most: number): string {
  let end = Math.min(bytes.length, most);
  while (end > 0 && end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString("utf8");
}
