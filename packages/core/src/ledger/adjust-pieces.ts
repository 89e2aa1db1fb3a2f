import type { EpochMs } from "../shared/time.ts";
import type { DownPiece } from "./down-pieces.ts";
import { type DatedPolicy, type Impact, policyInForce } from "./policy.ts";
import { cutAt, type Span, unionOf, without } from "./spans.ts";

/** What a person decided about a time of one incident: it was not down (`up`), it was, although nothing told so (`down`), it
 *  had another impact and counts, or it does not count (`void`). */
export interface Adjustment extends Span {
  id: string;
  incidentId: string;
  decidedAt: EpochMs;
  verdict: "up" | "down" | "impact" | "void";
  /** Of `down` and `impact`. */
  impact: Impact | null;
  reason: string;
}

/** The pieces of one incident after what people decided about it, in the order in which they did. */
export function adjustPieces(
  pieces: readonly DownPiece[],
  adjustments: readonly Adjustment[],
  policies: readonly DatedPolicy[],
): DownPiece[] {
  return adjustments
    .toSorted((a, b) => a.decidedAt - b.decidedAt || (a.id < b.id ? -1 : 1))
    .reduce<DownPiece[]>(
      (held, adjustment) => {
        const cut = held.flatMap((piece) => cutPiece(piece, adjustment));
        if (adjustment.verdict === "down") return fill(cut, adjustment, policies);
        return cut.flatMap((piece) => judge(piece, adjustment));
      },
      [...pieces],
    )
    .toSorted(byTime);
}

function byTime(a: DownPiece, b: DownPiece): number {
  return a.from - b.from || a.to - b.to;
}

/** The reason of an adjustment as it stands among the marks of a line. */
function markOf({ reason }: Adjustment): string {
  return `adjusted: ${reason}`;
}

function cutPiece(piece: DownPiece, { from, to }: Span): DownPiece[] {
  const spans = cutAt(piece, [from, to]);
  return spans.map((span, i) => ({ ...piece, ...span, isRunning: piece.isRunning && i === spans.length - 1 }));
}

function judge(piece: DownPiece, adjustment: Adjustment): DownPiece[] {
  const { from, to, verdict, impact } = adjustment;
  const isWithin = piece.from >= from && piece.to <= to;
  if (!isWithin) {
    const isCutByIt = verdict === "up" && (piece.to === from || piece.from === to);
    return [isCutByIt ? { ...piece, basis: "adjusted", marks: withMark(piece, adjustment) } : piece];
  }
  if (verdict === "up" || impact === "none") return [];
  const marks = withMark(piece, adjustment);
  return [verdict === "void" ? { ...piece, marks, isVoid: true } : { ...piece, marks, impact: impact!, isVoid: false }];
}

// What nothing told of has the severity of what is next to it, and the policy of its own time.
function fill(pieces: readonly DownPiece[], adjustment: Adjustment, policies: readonly DatedPolicy[]): DownPiece[] {
  const beside = pieces.findLast((piece) => piece.from <= adjustment.from) ?? pieces[0];
  const gaps = without(adjustment, unionOf(pieces)).map(
    (gap): DownPiece => ({
      ...gap,
      incidentId: adjustment.incidentId,
      isRunning: false,
      severity: beside?.severity ?? "unknown",
      impact: adjustment.impact!,
      policy: policyInForce(policies, gap.from),
      basis: "adjusted",
      marks: [markOf(adjustment)],
      isVoid: false,
    }),
  );
  const isSwallowed = ({ from, to }: DownPiece) => from === to && gaps.some((gap) => gap.from <= from && to <= gap.to);
  return [...pieces.filter((piece) => !isSwallowed(piece)), ...gaps].toSorted(byTime);
}

function withMark(piece: DownPiece, adjustment: Adjustment): string[] {
  return [...piece.marks.filter((mark) => mark !== markOf(adjustment)), markOf(adjustment)];
}
