import type { Severity } from "../event/severity.ts";
import type { Fact } from "./fact.ts";

/** What the law is about: intervals with their severity timeline, and the last status. */
export interface ReferenceFold {
  outages: { startedAt: number; endedAt: number | null; pieces: [from: number, to: number | null, Severity][] }[];
  status: "closed" | "open" | "acknowledged";
}

/**
 * A second way to the same answer, for tests: asks of each instant by itself what held then, by recursion over the
 * instants before it. Written from the text of the law; shares nothing with `foldFacts`.
 */
export function referenceFold(facts: readonly Fact[]): ReferenceFold {
  const instants = [...new Set(facts.map((fact) => fact.at))].sort((a, b) => a - b);
  const has = (at: number, ...kinds: Fact["kind"][]) => facts.some((f) => f.at === at && kinds.includes(f.kind));
  const isDownAfter = (index: number): boolean => {
    if (index < 0) return false;
    const opens = has(instants[index]!, "began", "opened");
    const ends = has(instants[index]!, "resolved");
    return isDownAfter(index - 1) ? !ends || opens : opens && !ends;
  };
  const outages: ReferenceFold["outages"] = [];
  instants.forEach((at, index) => {
    const wasDown = isDownAfter(index - 1);
    const ends = has(at, "resolved");
    if (!has(at, "began", "opened") || (wasDown && !ends)) return;
    const endedAt = !wasDown && ends ? at : (instants.slice(index + 1).find((t) => has(t, "resolved")) ?? null);
    outages.push({ startedAt: at, endedAt, pieces: timeline(facts, at, endedAt) });
  });
  const last = outages.at(-1);
  if (last === undefined || last.endedAt !== null) return { outages, status: "closed" };
  const isAcknowledged = facts.some((f) => f.kind === "acknowledged" && f.at > last.startedAt);
  return { outages, status: isAcknowledged ? "acknowledged" : "open" };
}

function timeline(facts: readonly Fact[], from: number, to: number | null): [number, number | null, Severity][] {
  const said = (at: number, kinds: Fact["kind"][]): Severity | null => {
    for (const kind of kinds) {
      const named = worstOf(facts.filter((f) => f.at === at && f.kind === kind));
      if (named !== null) return named;
    }
    return null;
  };
  const later = [...new Set(facts.map((f) => f.at))].filter((t) => t > from && (to === null || t <= to));
  const named = later
    .sort((a, b) => a - b)
    .map((at) => ({
      at,
      severity: said(at, at === to ? ["updated", "acknowledged"] : ["opened", "updated", "acknowledged"]),
    }))
    .filter((entry): entry is { at: number; severity: Severity } => entry.severity !== null);
  const opened = said(from, ["opened"]);
  const isProven = facts.some((f) => f.kind === "began" && f.at === from);
  const changes = opened === null && isProven ? named.slice(1) : named;
  const first = opened ?? (isProven ? (named[0]?.severity ?? said(from, ["began"])) : null) ?? "unknown";
  const pieces: [number, number | null, Severity][] = [[from, to, first]];
  for (const { at, severity } of changes) {
    if (at === to || severity === pieces.at(-1)![2]) continue;
    pieces.at(-1)![1] = at;
    pieces.push([at, to, severity]);
  }
  return pieces;
}

const fromWorst: Severity[] = ["critical", "high", "medium", "low", "info"];

function worstOf(facts: readonly Fact[]): Severity | null {
  return fromWorst.find((severity) => facts.some((f) => f.severity === severity)) ?? null;
}
