import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { severities } from "../event/severity.ts";
import { applyEvent, type KeyHistory, loadHistory } from "./apply-event.ts";
import { factIdentity, factsOf, type TimedEvent } from "./fact.ts";
import { incidentIntervals } from "./intervals.ts";
import { referenceFold } from "./reference-fold.ts";

const minute = 60_000;
const t0 = Date.parse("2026-10-01T10:00:00Z");
const empty: KeyHistory = { facts: [], incidents: [] };

function event(
  type: TimedEvent["type"],
  after: number,
  more: { from?: number; severity?: TimedEvent["severity"] } = {},
) {
  const startedAt = more.from === undefined ? null : t0 + more.from * minute;
  const severity = more.severity ?? "critical";
  return { type, at: t0 + after * minute, startedAt, severity, basis: "sender", marks: [] } satisfies TimedEvent;
}

function numbered() {
  let made = 0;
  return () => `incident-${++made}`;
}

function play(events: TimedEvent[], reopenWindowMs = 10 * minute) {
  const options = { reopenWindowMs, newId: numbered() };
  let history = empty;
  const steps = events.map((one) => {
    const applied = applyEvent(history, one, options);
    history = applied.history;
    return `${applied.change} ${applied.incidentId?.replace("incident-", "#") ?? "-"}`;
  });
  const incidents = history.incidents.map(({ id, status, outages }) => {
    const spans = outages.map(
      (o) => `${(o.startedAt - t0) / minute}-${o.endedAt === null ? "" : (o.endedAt - t0) / minute}`,
    );
    return `${id.replace("incident-", "#")} ${status} ${spans.join(" ")}`;
  });
  return { steps, incidents };
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

const cases: [string, TimedEvent[], string[], string[]][] = [
  [
    "the plain life",
    [event("opened", 0), event("acknowledged", 1), event("updated", 2), event("resolved", 5)],
    ["opened #1", "acknowledged #1", "updated #1", "resolved #1"],
    ["#1 resolved 0-5"],
  ],
  [
    "repeats add nothing",
    [event("opened", 0), event("opened", 0), event("resolved", 5), event("resolved", 5), event("opened", 0)],
    ["opened #1", "none #1", "resolved #1", "none #1", "none #1"],
    ["#1 resolved 0-5"],
  ],
  [
    "worked example 8: made resolved, nothing goes out",
    [event("resolved", 5), event("opened", 0)],
    ["none -", "none #1"],
    ["#1 resolved 0-5"],
  ],
  [
    "a resolve with its start makes a resolved incident",
    [event("resolved", 5, { from: 0 })],
    ["none #1"],
    ["#1 resolved 0-5"],
  ],
  [
    "worked example 9: within the window it is opened again",
    [event("opened", 0), event("resolved", 10), event("opened", 20)],
    ["opened #1", "resolved #1", "reopened #1"],
    ["#1 open 0-10 20-"],
  ],
  [
    "after the window it is another",
    [event("opened", 0), event("resolved", 10), event("opened", 21)],
    ["opened #1", "resolved #1", "opened #2"],
    ["#1 resolved 0-10", "#2 open 21-"],
  ],
  [
    "a late resolve does not split",
    [event("opened", 0), event("opened", 30), event("resolved", 10)],
    ["opened #1", "none #1", "none #1"],
    ["#1 open 0-10 30-"],
  ],
  [
    "a late opening moves the start",
    [event("opened", 30), event("opened", 0)],
    ["opened #1", "none #1"],
    ["#1 open 0-"],
  ],
  [
    "a late outage shortly before joins the incident",
    [event("opened", 30), event("resolved", 25, { from: 20 })],
    ["opened #1", "none #1"],
    ["#1 open 20-25 30-"],
  ],
  [
    "a late outage long before is one of its own, and the open one stays",
    [event("opened", 60), event("resolved", 10, { from: 0 })],
    ["opened #1", "none #2"],
    ["#2 resolved 0-10", "#1 open 60-"],
  ],
  [
    "an acknowledgement that strayed does not move an incident",
    [event("opened", 0), event("updated", 25), event("resolved", 5), event("opened", 30), event("opened", 20)],
    ["opened #1", "updated #1", "resolved #1", "opened #2", "none #2"],
    ["#1 resolved 0-5", "#2 open 20-"],
  ],
  [
    "an acknowledgement before its opening counts once that came",
    [event("acknowledged", 3), event("opened", 0)],
    ["none -", "opened #1"],
    ["#1 acknowledged 0-"],
  ],
  [
    "another severity is an update, whatever the sender calls it",
    [event("opened", 0, { severity: "low" }), event("opened", 1), event("opened", 2)],
    ["opened #1", "updated #1", "none #1"],
    ["#1 open 0-"],
  ],
  [
    "an update after the end changes nothing",
    [event("opened", 0), event("resolved", 5), event("updated", 6)],
    ["opened #1", "resolved #1", "none #1"],
    ["#1 resolved 0-5"],
  ],
];

describe("applyEvent", () => {
  it.each(cases)("%s", (_name, events, steps, incidents) => {
    expect(play(events)).toEqual({ steps, incidents });
  });

  it("gives the title to the first opened by time, and to no repeat", () => {
    const options = { reopenWindowMs: 10 * minute, newId: numbered() };
    const first = applyEvent(empty, event("opened", 5), options);
    const earlier = applyEvent(first.history, event("opened", 1), options);
    const later = applyEvent(earlier.history, event("opened", 3), options);
    const again = applyEvent(later.history, event("opened", 1), options);
    expect([first, earlier, later, again].map((applied) => applied.isFirstOpened)).toEqual([true, true, false, false]);
  });

  it("goes on from stored facts as if it had never stopped", () => {
    const options = { reopenWindowMs: 10 * minute, newId: numbered() };
    const opened = applyEvent(empty, event("opened", 0), options);
    const loaded = loadHistory(opened.history.facts, options);
    expect(loaded.incidents).toEqual(opened.history.incidents);
    expect(applyEvent(loaded, event("resolved", 2), options)).toMatchObject({
      change: "resolved",
      incidentId: "incident-1",
    });
  });

  const anyEvent = fc
    .record({
      type: fc.constantFrom<TimedEvent["type"][]>(
        "opened",
        "opened",
        "acknowledged",
        "updated",
        "resolved",
        "resolved",
      ),
      at: fc.integer({ min: 1, max: 40 }),
      before: fc.option(fc.integer({ min: 1, max: 30 })),
      severity: fc.constantFrom(...severities),
    })
    .map(({ type, at, before, severity }) => {
      const startedAt = type === "resolved" && before !== null && before < at ? t0 + (at - before) * minute : null;
      return { type, at: t0 + at * minute, startedAt, severity, basis: "sender", marks: [] } satisfies TimedEvent;
    });
  const history = fc.array(anyEvent, { maxLength: 12 });

  it("law: order and repetition leave intervals, status and severity timeline as they are", () => {
    const twoTellings = history.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc
          .shuffledSubarray(events, { minLength: events.length })
          .chain((shuffled) =>
            events.length === 0
              ? fc.constant(shuffled)
              : fc.array(fc.constantFrom(...shuffled), { maxLength: 6 }).map((repeats) => [...shuffled, ...repeats]),
          ),
      ),
    );
    const tell = (events: TimedEvent[]) => {
      const options = { reopenWindowMs: 10 * minute, newId: numbered() };
      return events.reduce((known, one) => applyEvent(known, one, options).history, empty);
    };
    const keyOf = ({ incidents }: KeyHistory) => {
      const outages = incidents.flatMap((incident) => incident.outages).sort((a, b) => a.startedAt - b.startedAt);
      return outages.map(({ startedAt, endedAt, pieces }) => ({
        startedAt,
        endedAt,
        pieces: pieces.map((p) => [p.from, p.to, p.severity]),
      }));
    };
    fc.assert(
      fc.property(twoTellings, ([events, again]) => {
        const facts = [...new Map(events.flatMap(factsOf).map((f) => [factIdentity(f), f])).values()];
        const reference = referenceFold(facts);
        for (const told of [tell(events), tell(again)]) {
          expect(keyOf(told).map((o) => o.pieces)).toEqual(reference.outages.map((o) => o.pieces));
          const unresolved = told.incidents.filter((incident) => incident.status !== "resolved");
          expect(unresolved.map((incident) => incident.status)).toEqual(
            reference.status === "closed" ? [] : [reference.status],
          );
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("gives every order of opened, acknowledged, resolved, opened again the same life, at equal times and at others (F1)", () => {
    const orders = permutations([0, 1, 2, 3]);
    const types = ["opened", "acknowledged", "resolved", "opened"] as const;
    for (let times = 0; times < 3 ** 4; times++) {
      const events = types.map((type, n) =>
        event(type, Math.floor(times / 3 ** n) % 3, { severity: n === 3 ? "low" : "high" }),
      );
      const facts = [...new Map(events.flatMap(factsOf).map((fact) => [factIdentity(fact), fact])).values()];
      const law = referenceFold(facts);
      for (const order of orders) {
        const options = { reopenWindowMs: 10 * minute, newId: numbered() };
        const told = order.reduce((known, n) => applyEvent(known, events[n]!, options).history, empty);
        const outages = told.incidents
          .flatMap((incident) => incident.outages)
          .sort((a, b) => a.startedAt - b.startedAt);
        expect(outages.map((o) => o.pieces.map((p) => [p.from, p.to, p.severity]))).toEqual(
          law.outages.map((o) => o.pieces),
        );
        const running = told.incidents.find((incident) => incident.status !== "resolved");
        expect(running?.status ?? "closed").toBe(law.status);
      }
    }
  });

  it("never takes an outage of some length from its incident, nor re-opens another in its place", () => {
    fc.assert(
      fc.property(history, fc.constantFrom(0, 3 * minute, 10 * minute), (events, reopenWindowMs) => {
        const options = { reopenWindowMs, newId: numbered() };
        let known = empty;
        for (const one of events) {
          const { history: next, change, incidentId } = applyEvent(known, one, options);
          const lasting = known.incidents.filter((incident) => incident.resolvedAt !== incident.openedAt);
          expect(next.incidents.map((i) => i.id)).toEqual(expect.arrayContaining(lasting.map((i) => i.id)));
          const unresolved = known.incidents.find((incident) => incident.status !== "resolved");
          const stillUnresolved = next.incidents.find((incident) => incident.status !== "resolved");
          if (unresolved && stillUnresolved) expect(stillUnresolved.id).toBe(unresolved.id);
          if (change !== "none") expect(next.incidents.map((i) => i.id)).toContain(incidentId);
          expect(loadHistory(next.facts, options).incidents).toEqual(next.incidents);
          known = next;
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it("can start from the opening of an incident: what was before it makes no difference", () => {
    fc.assert(
      fc.property(history, anyEvent, (events, last) => {
        const options = { reopenWindowMs: 10 * minute, newId: numbered() };
        const whole = events.reduce((known, one) => applyEvent(known, one, options).history, empty);
        const current = whole.incidents.at(-1);
        fc.pre(current !== undefined && (last.startedAt ?? last.at) >= current.openedAt);
        fc.pre(whole.incidents.every((incident) => incident.resolvedAt !== current!.openedAt || incident === current));
        const part = loadHistory(
          whole.facts.filter((f) => f.at >= current!.openedAt),
          options,
        );
        const { change: fromPart, history: after } = applyEvent(part, last, { ...options, newId: () => "new" });
        const { change: fromWhole, history: reference } = applyEvent(whole, last, { ...options, newId: () => "new" });
        expect(fromPart).toBe(fromWhole);
        const intervals = (h: KeyHistory) => h.incidents.at(-1) && incidentIntervals(h.incidents.at(-1)!);
        expect(intervals(after)).toEqual(intervals(reference));
      }),
      { numRuns: 1_500 },
    );
  });
});
