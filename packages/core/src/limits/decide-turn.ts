import type { EpochMs } from "../shared/time.ts";

/** What is stored of one connection's rate, shared by all processes. */
export interface TurnBook {
  /** No call begins before. */
  nextCallAt: EpochMs | null;
  /** Until when turns are given out to calls that wait. */
  turnsUntil: EpochMs | null;
}

export type TurnDecision =
  | { decision: "call"; book: TurnBook }
  /** Come again at `until`, with the turn that was given. */
  | { decision: "wait"; until: EpochMs; book: TurnBook };

/** May a call begin now, at most one each `intervalMs`? What must wait is given a turn of its own, in the order in which it
 *  asked, so that what waits does not come all at once. Two tries never begin closer than the interval.
 *  @param ask.hasTurn it waited for its turn, and that has come. @param ask.isUnderWay a further call of a try that has
 *  begun (look, then create): it is made at once, and the next waits so much longer. */
export function decideTurn(
  book: TurnBook,
  ask: { now: EpochMs; hasTurn: boolean; isUnderWay?: boolean },
  intervalMs: number,
): TurnDecision {
  const { now, hasTurn } = ask;
  const freeAt = book.nextCallAt ?? 0;
  const lastTurnEnds = book.turnsUntil ?? 0;
  if (ask.isUnderWay) return { decision: "call", book: { ...book, nextCallAt: Math.max(freeAt, now) + intervalMs } };
  const isFree = freeAt <= now;
  if (isFree && (hasTurn || lastTurnEnds <= now)) {
    return { decision: "call", book: { ...book, nextCallAt: now + intervalMs } };
  }
  // Its turn came and another's late call is in the way: it goes on as soon as it can, not to the end of the line.
  if (hasTurn) return { decision: "wait", until: freeAt, book };
  const until = Math.max(freeAt, lastTurnEnds, now);
  return { decision: "wait", until, book: { ...book, turnsUntil: until + intervalMs } };
}
