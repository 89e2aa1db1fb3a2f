import {
  compileRuleSet,
  formatEventId,
  formatId,
  parseCalendar,
  type RoutingContext,
  type RuleSetBody,
  toIso,
  toIsoOrNull,
} from "@signalbox/core";
import type { RoutingConnection, RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { ComparedEffect } from "./compare-effects.ts";
import type { PastEvent } from "./past-event.ts";
import { pastTime } from "./past-time.ts";
import type { PastMute } from "./silences.ts";
import { TimeMachine } from "./time-machine.ts";

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
/** A Monday, 00:00 in UTC. */
export const monday = Date.parse("2026-09-07T00:00:00Z");

const capabilities = { find: true, update: true, close: true, read: true, acknowledge: false, lookUp: false };
const connections: RoutingConnection[] = [
  {
    id: 1,
    key: "desk",
    kind: "ticket-json",
    capabilities: { ...capabilities, actions: ["ticket"], reopen: false },
    isRetired: false,
  },
  {
    id: 2,
    key: "pager",
    kind: "page-webhook",
    capabilities: { ...capabilities, actions: ["page"], reopen: false },
    isRetired: false,
  },
  {
    id: 3,
    key: "forum",
    kind: "webhook",
    capabilities: { ...capabilities, actions: ["message"], reopen: false },
    isRetired: false,
  },
];

function rulesOf(body: RuleSetBody): RoutingSnapshot["rules"] {
  const made = compileRuleSet(body);
  if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
  return { id: 1, compiled: made.ruleSet, problem: null };
}

/** An installation with one source and three connections, as routing sees it. */
function routingOf(live: RuleSetBody, windows: RoutingSnapshot["windows"] = []): RoutingSnapshot {
  const source = { id: 1, key: "anyping", name: "AnyPing", sender: "anyping", settings: {}, staleAfterMs: null };
  const mapping = { version: null, compiled: null, problem: null };
  const times = { reopenWindowMs: 10 * minute, flapping: { opens: 5, withinMs: 30 * minute } };
  return {
    revision: 1,
    sources: new Map([[1, { ...source, ...times, mapping }]]),
    components: new Map(),
    teams: new Map(),
    teamsByKey: new Map(),
    connections: new Map(connections.map((one) => [one.key, one])),
    calendars: new Map(),
    rotations: new Map(),
    drills: new Map(),
    mappings: new Map(),
    windows,
    policies: [],
    rules: rulesOf(live),
    asksStakes: false,
    failures: { team: "payments", pagers: ["pager"] },
  };
}

export interface ToldEvent {
  incident: number;
  change: PastEvent["change"];
  at: number;
  severity?: RoutingContext["event"]["severity"];
  flapping?: boolean;
  merge?: { kind: "merge" | "unmerge"; into: number };
  onCall?: RoutingContext["onCall"];
}

export function incidentId(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

/** Stored events as processing leaves them: of component 7, each told by a delivery of its own. */
export function pastEvents(told: readonly ToldEvent[]): PastEvent[] {
  return told
    .toSorted((a, b) => a.at - b.at)
    .map((one, n): PastEvent => {
      const { incident, change, at, severity = "critical", flapping = false, merge, onCall = null } = one;
      const deliveryId = `00000000-0000-7000-9000-${String(n).padStart(12, "0")}`;
      const id = incidentId(incident);
      const common = { severity, url: null };
      return {
        receivedAt: at,
        deliveryId,
        ordinal: 0,
        sourceId: 1,
        monitorId: "m",
        componentId: 7,
        incidentId: id,
        change,
        occurredAt: at,
        merge: merge === undefined ? null : { kind: merge.kind, into: incidentId(merge.into) },
        context: {
          event: {
            ...common,
            id: formatEventId(deliveryId, 0),
            type: change === "reopened" ? "opened" : change,
            change,
            summary: "down",
            correlationKey: `k${incident}`,
            occurredAt: toIso(at),
            startedAt: null,
            receivedAt: toIso(at),
          },
          incident: {
            ...common,
            id: formatId("inc", id),
            key: `k${incident}`,
            status: change === "resolved" ? "resolved" : change === "acknowledged" ? "acknowledged" : "open",
            title: "down",
            origin: "real",
            openedAt: toIso(at),
            acknowledgedAt: null,
            resolvedAt: toIsoOrNull(change === "resolved" ? at : null),
            reopened: 0,
            inMaintenance: false,
            muted: false,
            flapping,
            costSoFar: null,
          },
          monitor: { id: "m", name: "Checkout" },
          component: {
            key: "checkout",
            name: "Checkout",
            tier: 1,
            costPerMinute: null,
            currency: null,
            slaTarget: null,
            incidentsIn24h: null,
            budgetLeft: null,
          },
          contract: null,
          team: { key: "payments", name: "Payments", lead: null },
          source: { key: "anyping", name: "AnyPing", sender: "anyping" },
          onCall,
          labels: {},
          calendar: {},
          now: toIso(at),
        },
      };
    });
}

/** Plays events by both rule sets over four weeks from `monday` on; night is 22:00 to 06:00 UTC. */
export function playPast(
  live: RuleSetBody,
  draft: RuleSetBody,
  events: readonly PastEvent[],
  options: { windows?: RoutingSnapshot["windows"]; mutes?: PastMute[]; sweepEvery?: number } = {},
) {
  const night = parseCalendar({ timeZone: "UTC", quietHours: { daily: "22:00-06:00" } });
  if (night.outcome === "invalid") throw new Error("the night can't be read");
  const differences: ComparedEffect[] = [];
  const machine = new TimeMachine({
    routing: routingOf(live, options.windows),
    draft: rulesOf(draft),
    mutes: options.mutes ?? [],
    time: pastTime({ from: monday, to: monday + 28 * 24 * hour }, "UTC", night.calendar),
    onDifference: (compared) => differences.push(compared),
  });
  for (const [n, event] of events.entries()) {
    machine.play(event);
    if (n % (options.sweepEvery ?? 10) === 0) machine.sweep();
  }
  return { ...machine.result(), differences };
}
