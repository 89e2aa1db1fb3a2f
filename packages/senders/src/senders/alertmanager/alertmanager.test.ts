import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { alertmanager } from "./index.ts";

interface Body {
  [field: string]: unknown;
  alerts: { [field: string]: unknown; labels: Record<string, unknown>; annotations: Record<string, unknown> }[];
}

const receivedAt = Date.UTC(2026, 10, 20, 9, 0, 0);

function load(file: string): Body {
  return JSON.parse(readFileSync(new URL(`./samples/${file}`, import.meta.url), "utf8"));
}

function request(body: unknown) {
  return { headers: {}, body: Buffer.from(JSON.stringify(body)), query: "" };
}

const normalise = (body: unknown) => alertmanager.normalise({ ...request(body), receivedAt, settings: {} });

describe("the identity of an Alertmanager delivery", () => {
  const open = load("open.json");
  const identity = alertmanager.identify(request(open));

  it("leaves out what differs between a retry, a repeat and the pair's copy", () => {
    const copies = [
      {
        ...open,
        receiver: "team\\.a",
        externalURL: "http://other:9093",
        notification_reason: "repeat interval elapsed",
      },
      { ...open, alerts: open.alerts.map((alert) => ({ ...alert, generatorURL: "http://replica-b/graph" })) },
      { ...open, alerts: open.alerts.toReversed() },
      { ...open, alerts: open.alerts.map((alert) => ({ ...alert, endsAt: "2026-11-20T10:00:00Z" })) },
    ];
    for (const copy of copies) expect(alertmanager.identify(request(copy))).toEqual(identity);
  });

  it("changes with whatever an alert says anew", () => {
    const changes = [
      { startsAt: "2026-11-20T08:50:00Z" },
      { status: "resolved" },
      { fingerprint: "feedfeedfeedfeed" },
      { annotations: { summary: "now 8 %" } },
    ];
    for (const change of changes) {
      const [first, ...rest] = open.alerts;
      expect(alertmanager.identify(request({ ...open, alerts: [{ ...first, ...change }, ...rest] }))).not.toEqual(
        identity,
      );
    }
    const resolved = load("resolve.json");
    const later = { ...resolved, alerts: [{ ...resolved.alerts[0], endsAt: "2026-11-20T08:50:00Z" }] };
    expect(alertmanager.identify(request(later))).not.toEqual(alertmanager.identify(request(resolved)));
  });

  it("is fresh where an alert lacks what makes it unique", () => {
    const [first, ...rest] = open.alerts;
    expect(alertmanager.identify(request({ ...open, alerts: [{ ...first, startsAt: undefined }, ...rest] }))).toEqual({
      basis: "fresh",
    });
  });
});

describe("normalising an Alertmanager delivery", () => {
  const open = load("open.json");

  it("applies the alerts that can be read, and names the others", () => {
    const [first, second, third] = open.alerts;
    const outcome = normalise({
      ...open,
      alerts: [first, { ...second, status: "suppressed" }, { ...third, fingerprint: undefined }, "x"],
    });
    expect(outcome).toMatchObject({
      outcome: "events",
      events: [{ correlationKey: "8d4f0f6c0a1b2c3d" }],
      unreadable: [
        { field: "alerts[1].status", detail: 'holds a word that is not known: "suppressed"' },
        { field: "alerts[2].fingerprint", detail: "is missing" },
        { field: "alerts[3].status", detail: "is missing" },
      ],
    });
  });

  it("says that alerts were cut from the group", () => {
    expect(normalise({ ...open, truncatedAlerts: 7 })).toMatchObject({
      outcome: "events",
      events: [{}, {}, {}],
      unreadable: [{ field: "truncatedAlerts" }],
    });
  });

  it.each([
    [{ status: "firing" }, "alerts"],
    [{ alerts: [] }, "alerts"],
    [{ alerts: "all" }, "alerts"],
    [{ alerts: [{ status: "firing" }] }, "alerts[0].fingerprint"],
  ])("is unreadable for %j, and names the field", (body, field) => {
    expect(normalise(body)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("does not read more than 5,000 alerts at once", () => {
    const many = (length: number) => ({ alerts: Array.from({ length }, () => 0) });
    expect(normalise(many(5_001))).toMatchObject({
      outcome: "unreadable",
      reason: "too large to read",
      field: "alerts",
    });
    expect(normalise(many(5_000))).toMatchObject({ reason: "unknown shape", field: "alerts[0].status" });
  });

  it("takes an alert labelled as a test for one, firing and resolved", () => {
    for (const file of ["open.json", "resolve.json"]) {
      const body = load(file);
      const alerts = body.alerts.map((alert) => ({ ...alert, labels: { ...alert.labels, signalbox_test: "true" } }));
      const outcome = normalise({ ...body, alerts });
      expect(outcome.outcome === "events" && outcome.events.every((event) => event.type === "test")).toBe(true);
    }
  });

  it("falls back on description, the alert's name and the server's address", () => {
    const [first] = open.alerts;
    const bare = { ...first, annotations: {}, generatorURL: "", labels: { alertname: "Down", severity: "none" } };
    expect(normalise({ ...open, alerts: [bare] })).toMatchObject({
      events: [{ summary: "Down", url: "http://alertmanager.example:9093", severity: "info", drift: [] }],
    });
    const described = { ...bare, annotations: { description: "it is down" }, labels: { severity: "page" } };
    expect(normalise({ ...open, alerts: [described] })).toMatchObject({
      events: [
        {
          summary: "it is down",
          severity: "unknown",
          monitor: { name: "8d4f0f6c0a1b2c3d" },
          drift: ['alerts[0].labels.severity: holds a severity that is not known: "page"'],
        },
      ],
    });
  });

  it("leaves a time out that can't be right, and says so", () => {
    const [first] = open.alerts;
    expect(normalise({ ...open, alerts: [{ ...first, startsAt: "2028-01-01T00:00:00Z" }] })).toMatchObject({
      events: [{ occurredAt: null, drift: ["alerts[0].startsAt: lies more than a day in the future"] }],
    });
    expect(normalise({ ...open, alerts: [{ ...first, startsAt: "0001-01-01T00:00:00Z" }] })).toMatchObject({
      events: [{ occurredAt: null, drift: [] }],
    });
  });
});
