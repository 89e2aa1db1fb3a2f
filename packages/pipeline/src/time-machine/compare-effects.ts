import { formatDuration } from "@signalbox/core";
import type { Effect, Unsent } from "./past-event.ts";

/** What one incident would have set off, by the live rules or by the draft's. */
export interface Played {
  effects: readonly Effect[];
  unsent: readonly Unsent[];
}

/** An effect of both, of the draft alone (`gained`) or of what is live alone (`lost`). `changed`: of both, but not alike. */
export interface ComparedEffect {
  outcome: "same" | "gained" | "lost" | "changed";
  live: Effect | null;
  draft: Effect | null;
  /** Why it is so, in a sentence; empty for what is the same. */
  reason: string;
}

/** Puts the effects of one incident side by side: of one kind, connection and slot the first with the first, and so on. */
export function compareEffects(live: Played, draft: Played): ComparedEffect[] {
  const drafts = Map.groupBy(draft.effects, placeOf);
  const compared = [...Map.groupBy(live.effects, placeOf)].flatMap(([place, mine]) => {
    const theirs = drafts.get(place) ?? [];
    drafts.delete(place);
    const length = Math.max(mine.length, theirs.length);
    return Array.from({ length }, (_, n) => compareOne(mine[n] ?? null, theirs[n] ?? null, live, draft));
  });
  const added = [...drafts.values()].flat().map((effect) => compareOne(null, effect, live, draft));
  return [...compared, ...added];
}

function placeOf({ kind, connection, place }: Effect): string {
  return JSON.stringify([kind, connection, place]);
}

function compareOne(mine: Effect | null, theirs: Effect | null, live: Played, draft: Played): ComparedEffect {
  const pair = { live: mine, draft: theirs };
  if (mine === null) {
    const reason = `${ordersIt(theirs!, "the draft")}; ${whyNot(theirs!, live, "what is live")}`;
    return { ...pair, outcome: "gained", reason };
  }
  if (theirs === null) {
    const reason = `${ordersIt(mine, "what is live")}; ${whyNot(mine, draft, "the draft")}`;
    return { ...pair, outcome: "lost", reason };
  }
  const differences = differencesOf(mine, theirs);
  return { ...pair, outcome: differences.length === 0 ? "same" : "changed", reason: differences.join("; ") };
}

function ordersIt({ rule }: Effect, side: string): string {
  return rule === "otherwise" ? `${side} pages by otherwise` : `rule "${rule}" of ${side} orders it`;
}

function whyNot({ kind, connection }: Effect, { unsent, effects }: Played, side: string): string {
  const held = unsent.find((one) => one.kind === kind && one.connection === connection);
  if (held !== undefined) return `rule "${held.rule}" of ${side} orders it, too, but ${held.reason}`;
  const other = effects.find((one) => one.kind === kind);
  if (other !== undefined) return `${side} has a ${kind} for ${other.connection} by rule "${other.rule}" instead`;
  return `no rule of ${side} orders a ${kind} of ${connection} for this incident`;
}

const textMax = 120;

function differencesOf(mine: Effect, theirs: Effect): string[] {
  const found: string[] = [];
  if (mine.rule !== theirs.rule) found.push(`by rule "${theirs.rule}" instead of "${mine.rule}"`);
  const later = theirs.at - mine.at;
  if (Math.abs(later) >= 1_000) found.push(`${formatDuration(Math.abs(later))} ${later > 0 ? "later" : "earlier"}`);
  const [before, after] = [mine.fields, theirs.fields] as Record<string, unknown>[];
  for (const name of new Set([...Object.keys(before!), ...Object.keys(after!)])) {
    const [from, to] = [print(before![name]), print(after![name])];
    if (from !== to) found.push(`${name}: ${cut(from)} → ${cut(to)}`);
  }
  return found;
}

function print(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}

function cut(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text;
}
