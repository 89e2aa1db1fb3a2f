import type { RoutingContext } from "./routing-context.ts";

/** A whole context for tests: a critical event of a tier 1 component at night in Berlin, on the day summer time begins. */
export function sampleRoutingContext(changes: Partial<RoutingContext> = {}): RoutingContext {
  return {
    event: {
      id: "evt_0190f3a1b2c37d4e8f90a1b2c3d4e5f6_0",
      type: "opened",
      change: "opened",
      severity: "critical",
      summary: 'Checkout "EU" is down',
      url: null,
      correlationKey: "checkout",
      occurredAt: "2026-03-29T01:25:00.000Z",
      startedAt: null,
      receivedAt: "2026-03-29T01:29:59.000Z",
    },
    incident: {
      id: "inc_0190f3a1b2c37d4e8f90a1b2c3d4e5f7",
      key: "checkout",
      status: "open",
      title: 'Checkout "EU" is down',
      severity: "critical",
      url: null,
      origin: "real",
      openedAt: "2026-03-29T01:25:00.000Z",
      acknowledgedAt: null,
      resolvedAt: null,
      reopened: 0,
      inMaintenance: false,
      muted: false,
      flapping: false,
      costSoFar: 599.4,
    },
    monitor: { id: "m-17", name: "Checkout EU" },
    component: {
      key: "checkout-api",
      name: "Checkout API",
      tier: 1,
      costPerMinute: "120.00",
      currency: "EUR",
      slaTarget: "99.95",
      incidentsIn24h: 2,
    },
    team: { key: "payments", name: "Payments", lead: "lead@example.test" },
    source: { key: "anyping", name: "AnyPing", sender: "anyping" },
    onCall: {
      email: "ana@example.test",
      name: "Ana",
      answer: { email: "ana@example.test", level: 2, skills: ["db", "network"] },
      askedAt: "2026-03-29T01:29:30.000Z",
      ageSeconds: 30,
      basis: "fresh",
    },
    labels: { team: "payments", env: "prod", count: "5", "a b": "c", constructor: "hostile" },
    calendar: {
      berlin: { businessHours: false, quietHours: true, holiday: false },
      office: { businessHours: true, quietHours: false, holiday: true },
    },
    rotation: { payments: { email: "ana@example.test", name: "Ana" }, nights: { email: null, name: null } },
    now: "2026-03-29T01:30:00.000Z",
    ...changes,
  };
}
