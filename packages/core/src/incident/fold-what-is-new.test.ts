import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { severities } from "../event/severity.ts";
import { applyEvent, type KeyHistory, loadHistory } from "./apply-event.ts";
import type { AssignedFact, AssignOptions, IncidentView } from "./assign-outages.ts";
import { factIdentity, factsOf, type TimedEvent } from "./fact.ts";
import { incidentIntervals } from "./intervals.ts";
import { redundantFacts } from "./redundant-facts.ts";
import { referenceFold } from "./reference-fold.ts";

const minute = 60_000;
const t0 = Date.parse("2026-10-01T10:00:00Z");

const anyEvent = fc
  .record({
    type: fc.constantFrom<TimedEvent["type"][]>("opened", "opened", "acknowledged", "updated", "resolved", "resolved"),
    at: fc.integer({ min: 1, max: 40 }),
    before: fc.option(fc.integer({ min: 1, max: 30 })),
    severity: fc.constantFrom(...severities),
    basis: fc.constantFrom("sender" as const, "received" as const),
  })
  .map(({ type, at, before, severity, basis }) => {
    const startedAt = type === "resolved" && before !== null && before < at ? t0 + (at - before) * minute : null;
    return { type, at: t0 + at * minute, startedAt, severity, basis, marks: [] } satisfies TimedEvent;
  });

/** What the database does: batch after batch, each with only the statements that its fold needs. */
class Store {
  readonly rows = new Map<string, AssignedFact & { isRedundant: boolean }>();
  loaded = 0;

  tell(batch: readonly TimedEvent[], options: AssignOptions): string[] {
    const earliest = Math.min(...batch.map((event) => event.startedAt ?? event.at));
    let history = loadHistory(this.load(earliest), options);
    const changes = batch.map((event) => {
      const applied = applyEvent(history, event, options);
      history = applied.history;
      return applied.change;
    });
    this.save(history);
    return changes;
  }

  load(earliest: number): AssignedFact[] {
    const all = [...this.rows.values()];
    const incidents = loadHistory(all, { reopenWindowMs: 0, newId: () => "none" }).incidents;
    const current = incidents.reduce<IncidentView | null>(
      (last, one) => (last && start(last) > start(one) ? last : one),
      null,
    );
    const isShared = incidents.some((one) => one.id !== current?.id && one.resolvedAt === current?.openedAt);
    const since =
      current === null || isShared || earliest < current.openedAt ? Number.NEGATIVE_INFINITY : current.openedAt;
    const needed = all.filter((fact) => fact.at >= since && (!fact.isRedundant || fact.at >= earliest));
    this.loaded = needed.length;
    return needed.map(({ isRedundant: _, ...fact }) => fact);
  }

  save(history: KeyHistory): void {
    const redundant = redundantFacts(history);
    for (const fact of history.facts) {
      const id = factIdentity(fact);
      this.rows.set(id, { ...fact, isRedundant: redundant.has(id) });
    }
  }
}

function start(incident: IncidentView): number {
  return incident.outages.at(-1)!.startedAt;
}

function numbered(): () => string {
  let made = 0;
  return () => `incident-${++made}`;
}

const options = (reopenWindowMs = 10 * minute): AssignOptions => ({ reopenWindowMs, newId: numbered() });

function tellWhole(events: readonly TimedEvent[], assign: AssignOptions): { history: KeyHistory; changes: string[] } {
  let history: KeyHistory = { facts: [], incidents: [] };
  const changes = events.map((event) => {
    const applied = applyEvent(history, event, assign);
    history = applied.history;
    return applied.change;
  });
  return { history, changes };
}

function timelines(incidents: readonly IncidentView[]) {
  return incidents
    .flatMap((incident) => incident.outages)
    .sort((a, b) => a.startedAt - b.startedAt)
    .map((outage) => outage.pieces.map((piece) => [piece.from, piece.to, piece.severity]));
}

const batches = fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 4 }), { maxLength: 8 });

describe("folding what is new", () => {
  it("law: any order, repetition and batching gives the intervals, the status and the severity timeline of the set (F1)", () => {
    const tellings = batches.chain((told) =>
      fc.tuple(
        fc.constant(told),
        fc.shuffledSubarray(told.flat(), { minLength: told.flat().length }),
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
      ),
    );
    fc.assert(
      fc.property(tellings, ([told, shuffled, repeated, size]) => {
        const events = told.flat();
        const again = [...shuffled, ...repeated.flatMap((n) => events[n % Math.max(1, events.length)] ?? [])];
        const facts = [...new Map(events.flatMap(factsOf).map((fact) => [factIdentity(fact), fact])).values()];
        const law = referenceFold(facts);
        const cut = Array.from({ length: Math.ceil(again.length / size) }, (_, n) =>
          again.slice(n * size, (n + 1) * size),
        );
        for (const telling of [told, cut]) {
          const store = new Store();
          const assign = options();
          for (const batch of telling) store.tell(batch, assign);
          const { incidents } = loadHistory([...store.rows.values()], assign);
          expect(timelines(incidents)).toEqual(law.outages.map((outage) => outage.pieces));
          const running = incidents
            .filter((incident) => incident.status !== "resolved")
            .map((incident) => incident.status);
          expect(running).toEqual(law.status === "closed" ? [] : [law.status]);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("does what folding everything does, batch after batch: same changes, same incidents, same intervals", () => {
    fc.assert(
      fc.property(batches, fc.constantFrom(0, 3 * minute, 10 * minute), (told, reopenWindowMs) => {
        const store = new Store();
        const [part, whole] = [options(reopenWindowMs), options(reopenWindowMs)];
        const changes = told.map((batch) => store.tell(batch, part));
        const reference = tellWhole(told.flat(), whole);
        expect(changes.flat()).toEqual(reference.changes);
        const { incidents } = loadHistory([...store.rows.values()], part);
        const tell = (some: readonly IncidentView[]) =>
          some.map((one) => [one.id, one.acknowledgedAt, incidentIntervals(one)]);
        expect(tell(incidents)).toEqual(tell(reference.history.incidents));
      }),
      { numRuns: 2_000 },
    );
  });

  it("leaves out statements whose place in the history rests on nothing later", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 14 }), (events) => {
        const { history } = tellWhole(events, options());
        const redundant = redundantFacts(history);
        for (const { at } of history.facts) {
          const earlier = history.facts.filter((fact) => fact.at <= at);
          const then = redundantFacts(loadHistory(earlier, options()));
          for (const fact of earlier) expect(then.has(factIdentity(fact))).toBe(redundant.has(factIdentity(fact)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("needs two statements, however often a tool says that it is still down", () => {
    const store = new Store();
    const assign = options();
    const still = (at: number, type: TimedEvent["type"] = "opened"): TimedEvent[] => [
      { type, at: t0 + at * minute, startedAt: null, severity: "high", basis: "sender", marks: [] },
    ];
    for (let at = 0; at < 500; at++) store.tell(still(at), assign);
    expect(store.loaded).toBe(1);
    for (let at = 500; at < 1_000; at++) store.tell(still(at, "resolved"), assign);
    expect(store.loaded).toBe(2);
    expect(store.rows.size).toBe(1_000);
    expect(store.tell(still(1_000), assign)).toEqual(["opened"]);
  });
});
