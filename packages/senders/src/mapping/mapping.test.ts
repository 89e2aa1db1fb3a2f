import { Buffer } from "node:buffer";
import type { MappingBody } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { loadCases } from "../conformance/load-cases.ts";
import { senderByKey, senders } from "../registry.ts";
import type { Sender } from "../sender.ts";
import { type CompiledMapping, compileMapping } from "./compile-mapping.ts";
import { mappingSchema } from "./mapping-schema.ts";
import { identifyBySource, normaliseBySource } from "./normalise-source.ts";

const receivedAt = Date.UTC(2026, 10, 20, 9, 0, 0);
const generic = senderByKey("generic")!;

function compiled(body: MappingBody): CompiledMapping {
  const made = compileMapping(mappingSchema.parse(body));
  if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
  return made.mapping;
}

function request(body: unknown, headers: Record<string, string> = {}, query = "") {
  return { headers, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), query };
}

function read(
  fields: MappingBody["fields"],
  body: unknown,
  more: { list?: string; sender?: string; timeZone?: string } = {},
) {
  const { list, sender = "generic", timeZone } = more;
  const mapping = compiled({ fields, ...(list === undefined ? {} : { list }) });
  const settings = timeZone === undefined ? {} : { timeZone };
  return normaliseBySource(senderByKey(sender)!, { ...request(body), receivedAt, settings, mapping });
}

const alarm = {
  AlarmName: "checkout-5xx",
  NewStateValue: "ALARM",
  StateChangeTime: "2026-11-20T08:14:58.000+0000",
  host: "web-1",
  prio: 2,
};

describe("a mapping of a generic source", () => {
  const fields: MappingBody["fields"] = {
    type: { from: "$.NewStateValue", words: { alarm: "opened", OK: "resolved", INSUFFICIENT_DATA: "ignored" } },
    correlationKey: "$.AlarmName",
    monitorId: "$.host",
    summary: 'item.AlarmName + " on " + item.host',
    severity: { from: "$.prio", words: { "1": "critical", "2": "high" } },
    startedAt: "$.StateChangeTime",
    resolvedAt: "$.StateChangeTime",
    labels: { prio: "$.prio", where: '"eu"' },
  };

  it("reads each field by JSON path or by CEL", () => {
    expect(read(fields, alarm)).toMatchObject({
      outcome: "events",
      misfits: [],
      events: [
        {
          type: "opened",
          correlationKey: "checkout-5xx",
          occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58),
          monitor: { id: "web-1", name: "web-1" },
          severity: "high",
          summary: "checkout-5xx on web-1",
          labels: { prio: "2", where: "eu", AlarmName: "checkout-5xx" },
          drift: [],
        },
      ],
    });
    expect(read(fields, { ...alarm, NewStateValue: "ok" })).toMatchObject({ events: [{ type: "resolved" }] });
  });

  it("never guesses a status word, and takes one for no event only where it says so", () => {
    expect(read(fields, { ...alarm, NewStateValue: "SNOOZED" })).toEqual({
      outcome: "unreadable",
      reason: "unknown shape",
      field: "NewStateValue",
      detail: 'holds a word that is not known: "SNOOZED"',
    });
    expect(read(fields, { ...alarm, NewStateValue: "insufficient_data" })).toMatchObject({ outcome: "ignored" });
    expect(read(fields, { ...alarm, AlarmName: undefined })).toMatchObject({
      outcome: "unreadable",
      field: "AlarmName",
      detail: "is missing",
    });
    expect(read(fields, { ...alarm, AlarmName: { a: 1 } })).toMatchObject({
      field: "AlarmName",
      detail: "is not a text",
    });
  });

  it("reads on without what is missing or new in a lesser field, and names it", () => {
    expect(read(fields, { ...alarm, prio: 7, StateChangeTime: "soon", host: undefined })).toMatchObject({
      events: [{ severity: "unknown", occurredAt: null, monitor: null, summary: "" }],
      misfits: [
        { field: "StateChangeTime", detail: "is not a time", about: "startedAt" },
        { field: "host", detail: "is missing", about: "monitorId" },
        { field: "prio", detail: 'holds a severity that is not known: "7"', about: "severity" },
      ],
    });
  });

  it("reads forms, queries and JSON within a text alike", () => {
    const form = new URLSearchParams(
      Object.entries(alarm).map(([key, value]): [string, string] => [key, String(value)]),
    ).toString();
    expect(read(fields, form)).toMatchObject({ events: [{ type: "opened", severity: "high" }] });
    const wrapped = { Type: "Notification", Message: JSON.stringify(alarm) };
    const inner: MappingBody["fields"] = {
      type: { from: "$.Message.NewStateValue", words: { alarm: "opened" } },
      correlationKey: "$.Message.AlarmName",
    };
    expect(read(inner, wrapped)).toMatchObject({ events: [{ type: "opened", correlationKey: "checkout-5xx" }] });
  });

  it("splits a batch by the path of its list, and names the item that does not fit", () => {
    const batch = {
      team: "payments",
      alerts: [alarm, { ...alarm, NewStateValue: "odd" }, { ...alarm, AlarmName: "b" }],
    };
    const more = { ...fields, labels: { team: "body.team" } };
    expect(read(more, batch, { list: "$.alerts" })).toMatchObject({
      events: [{ correlationKey: "checkout-5xx", labels: { team: "payments" } }, { correlationKey: "b" }],
      places: [0, 2],
      unreadable: [{ field: "alerts[1].NewStateValue" }],
    });
    expect(read(fields, { groups: [{ a: [alarm] }, { a: [alarm] }] }, { list: "$.groups[*].a" })).toMatchObject({
      events: [{}, {}],
    });
    expect(read(fields, { alerts: {} }, { list: "$.rows" })).toMatchObject({ outcome: "unreadable", field: "rows" });
    expect(read(fields, { rows: [] }, { list: "$.rows" })).toMatchObject({ detail: "is an empty list" });
  });

  it("reads times by a format, in the zone of the source", () => {
    const at = (format: string, text: string, timeZone = "UTC") =>
      read({ ...fields, startedAt: { from: "$.at", format } }, { ...alarm, at: text }, { timeZone });
    expect(at("DD.MM.YYYY HH:mm:ss", "20.11.2026 09:14:58", "Europe/Berlin")).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58) }],
      misfits: [],
    });
    expect(at("MMM D, YYYY 'at' h:mm A Z", "Nov 20, 2026 at 8:14 AM +0100")).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 7, 14) }],
    });
    expect(at("DD.MM.YYYY", "2026-11-20")).toMatchObject({
      events: [{ occurredAt: null }],
      misfits: [{ field: "at", detail: "is no time written as DD.MM.YYYY" }],
    });
  });

  it("takes a test for a test, and an outage whose flag can't be asked for an outage", () => {
    const flagged = { ...fields, test: "$.drill" };
    expect(read(flagged, { ...alarm, drill: true })).toMatchObject({ events: [{ type: "test" }] });
    expect(read(flagged, { ...alarm, drill: "false" })).toMatchObject({ events: [{ type: "opened" }] });
    expect(read(flagged, alarm)).toMatchObject({ events: [{ type: "opened" }], misfits: [] });
    expect(read({ ...fields, test: "item.prio.startsWith('x')" }, alarm)).toMatchObject({
      events: [{ type: "opened" }],
      misfits: [{ about: "test" }],
    });
  });

  it("keeps an id beyond 2^53 as its text, and __proto__ as a name like any other", () => {
    const { type } = fields;
    const body = '{"NewStateValue":"ALARM","id":9007199254740993,"__proto__":{"x":"1"},"constructor":"c"}';
    expect(read({ type: type!, correlationKey: "$.id", summary: "string(item.id)" }, body)).toMatchObject({
      events: [{ correlationKey: "9007199254740993", summary: "9007199254740993" }],
    });
    expect(
      read({ type: type!, correlationKey: '$["__proto__"].x', labels: { c: "$.constructor" } }, body),
    ).toMatchObject({
      events: [{ correlationKey: "1", labels: { c: "c" } }],
    });
    expect(({} as { x?: string }).x).toBeUndefined();
  });
});

describe("a mapping over a sender's own code", () => {
  const zabbix = {
    id: "77",
    triggerId: "9",
    status: "PROBLEM",
    name: "Load",
    severity: "High",
    lastReceived: "2026.11.20 08:14:58",
  };

  it("replaces single fields, and leaves the others to the sender's code", () => {
    const changed = { ...zabbix, id: undefined, eventid: "E-1", service: "shop" };
    expect(read({ correlationKey: "$.eventid" }, changed, { sender: "zabbix" })).toMatchObject({
      misfits: [],
      events: [{ correlationKey: "E-1", type: "opened", severity: "high", monitor: { id: "9", name: "Load" } }],
    });
    expect(
      read({ severity: '"low"', labels: { service: "$.service" } }, { ...zabbix, service: "x" }, { sender: "zabbix" }),
    ).toMatchObject({
      events: [{ severity: "low", labels: { service: "x" } }],
    });
  });

  // Users write these templates themselves: other names of fields, other words, the rest as proposed.
  const changed: Record<string, { fields: MappingBody["fields"]; body: unknown; event: object }> = {
    gatus: {
      fields: { type: { from: "$.state", words: { down: "opened", up: "resolved" } }, monitorName: "$.where" },
      body: { state: "down", endpoint: "checkout", group: "shop", where: "Frankfurt", description: "503" },
      event: { type: "opened", correlationKey: "shop/checkout", monitor: { name: "Frankfurt" }, summary: "503" },
    },
    datadog: {
      fields: { type: { from: "$.transition" }, correlationKey: "$.cycle", labels: { team: "$.team" } },
      body: { transition: "Recovered", cycle: "c-1", team: "shop", alert_priority: "P2", title: "[P2] Load" },
      event: { type: "resolved", correlationKey: "c-1", severity: "high", labels: { team: "shop" }, summary: "Load" },
    },
  };

  it.each(Object.entries(changed))(
    "reads a template of %s that its users changed",
    (sender, { fields, body, event }) => {
      expect(read({}, body, { sender })).toMatchObject({ outcome: "unreadable" });
      expect(read(fields, body, { sender })).toMatchObject({ misfits: [], events: [event] });
    },
  );

  it("adds words to those that the sender's code knows", () => {
    const snoozed = { ...zabbix, status: "SNOOZED", severity: "Bad" };
    expect(read({}, snoozed, { sender: "zabbix" })).toMatchObject({ outcome: "unreadable", field: "status" });
    const words: MappingBody["fields"] = {
      type: { words: { snoozed: "updated" } },
      severity: { words: { bad: "medium" } },
    };
    expect(read(words, snoozed, { sender: "zabbix" })).toMatchObject({
      events: [{ type: "updated", severity: "medium" }],
      misfits: [],
    });
    expect(read(words, zabbix, { sender: "zabbix" })).toMatchObject({ events: [{ type: "opened" }] });
  });

  it("reads alone where the sender's code knows no such shape, and a batch of the sender's own items", () => {
    const alone: MappingBody["fields"] = { type: '"opened"', correlationKey: "$.x" };
    expect(read(alone, { x: "1" }, { sender: "grafana" })).toMatchObject({ events: [{ correlationKey: "1" }] });
    expect(read({}, { rows: [zabbix, { ...zabbix, id: "78" }] }, { sender: "zabbix", list: "$.rows" })).toMatchObject({
      events: [{ correlationKey: "77" }, { correlationKey: "78" }],
    });
  });

  it.each(senders.map((sender) => [sender.key, sender] as const))(
    "leaves %s as it is where it says nothing, and can give its severity",
    (_, sender) => {
      const { deliveries } = loadCases(sender);
      for (const { body, headers, now, events } of deliveries) {
        const input = { headers, body, query: "", receivedAt: now, settings: {} };
        expect(normaliseBySource(sender, { ...input, mapping: compiled({ fields: {} }) })).toEqual(
          sender.normalise(input),
        );
        if (events === undefined) continue;
        expect(
          normaliseBySource(sender, { ...input, mapping: compiled({ fields: { severity: '"low"' } }) }),
        ).toMatchObject({
          outcome: "events",
          events: expect.arrayContaining([expect.objectContaining({ severity: "low" })]),
        });
      }
    },
  );
});

describe("the identity of a delivery of a mapped source", () => {
  const key: MappingBody["fields"] = {
    type: { from: "$.state", words: { alarm: "opened", ok: "resolved" } },
    correlationKey: "$.id",
  };
  const identify = (fields: MappingBody["fields"], body: unknown, sender: Sender = generic, headers = {}) =>
    identifyBySource(sender, request(body, headers), { settings: {}, mapping: compiled({ fields }) });

  it("is never the incident's own id: a resolve would be taken for its open again", () => {
    expect(identify(key, { id: "INC-1", state: "ALARM" })).toEqual({ basis: "fresh" });
    expect(identify(key, { id: "INC-1", incident_id: "x", state: "ALARM" })).toEqual({ basis: "fresh" });
  });

  it("is the whole body where that holds the tool's own time", () => {
    const timed = { ...key, sentAt: "$.at" };
    const one = identify(timed, { id: "INC-1", state: "ALARM", at: 1_795_162_498 });
    expect(one.basis).toBe("derived");
    expect(identify(timed, { id: "INC-1", state: "ALARM", at: 1_795_162_498 })).toEqual(one);
    expect(identify(timed, { id: "INC-1", state: "OK", at: 1_795_162_498 })).not.toEqual(one);
    expect(identify(timed, { id: "INC-1", state: "ALARM" })).toEqual({ basis: "fresh" });
  });

  it("is what the mapping calls the delivery's id, from the body or a header", () => {
    expect(identify({ ...key, deliveryId: "$.msg" }, { id: "INC-1", state: "OK", msg: 7 })).toEqual({
      basis: "sender",
      id: "7",
    });
    const byHeader = { ...key, deliveryId: 'headers["x-request-id"]' };
    expect(identify(byHeader, { id: "INC-1" }, generic, { "x-request-id": "r1" })).toEqual({
      basis: "sender",
      id: "r1",
    });
    expect(identify(byHeader, { id: "INC-1", state: "OK" })).toEqual({ basis: "fresh" });
  });

  it("stays the sender's where the mapping says nothing of what or to whom it happened", () => {
    for (const sender of senders) {
      for (const { body, headers } of loadCases(sender).deliveries) {
        const incoming = { headers, body, query: "" };
        const source = { settings: {}, mapping: compiled({ fields: { severity: '"low"' } }) };
        expect(identifyBySource(sender, incoming, source)).toEqual(sender.identify(incoming));
      }
    }
  });
});

describe("what a mapping costs", () => {
  const many = { alerts: Array.from({ length: 5_000 }, (_, n) => ({ id: n, state: "ALARM", tags: ["a", "b"] })) };
  const type = { from: "$.state", words: { alarm: "opened" } } as const;

  it("is bounded: expressions over more than the budget are not asked, and say so", () => {
    const looped: MappingBody["fields"] = {
      type,
      correlationKey: "string(item.id)",
      summary: 'body.alerts.exists(a, a.id == 1) ? "x" : "y"',
    };
    const outcome = read(looped, many, { list: "$.alerts" });
    expect(outcome).toMatchObject({
      outcome: "events",
      misfits: expect.arrayContaining([
        expect.objectContaining({ about: "summary", detail: expect.stringContaining("too large") }),
      ]),
    });
  });

  it("allows a mapping of plain expressions over the largest batch", () => {
    const fields: MappingBody["fields"] = {
      type,
      correlationKey: 'string(item.id) + "/" + item.state',
      summary: 'item.tags.join(",")',
      labels: { a: "item.tags[0]" },
    };
    expect(read(fields, many, { list: "$.alerts" })).toMatchObject({ outcome: "events", unreadable: [], misfits: [] });
  });
});

describe("a mapping that can't be used", () => {
  it.each([
    [{ fields: { type: "$..a" } }, ["fields", "type"], /no JSON path/],
    [{ fields: { summary: "item.title +" } }, ["fields", "summary"], /can't be read/],
    [
      { fields: { summary: ["$.a", "event.x"] } },
      ["fields", "summary", 1],
      /unknown name "event"; known: item, body, headers/,
    ],
    [{ fields: { startedAt: { from: "$.a", format: "HH:mm" } } }, ["fields", "startedAt", "format"], /no year/],
    [{ fields: { type: {} } }, ["fields", "type"], /say where it stands/],
  ] as [MappingBody, (string | number)[], RegExp][])("says what and where: %j", (body, path, message) => {
    expect(compileMapping(body)).toEqual({
      outcome: "invalid",
      problems: [{ path, message: expect.stringMatching(message) }],
    });
  });
});
