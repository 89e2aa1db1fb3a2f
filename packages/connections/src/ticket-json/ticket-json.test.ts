import type { CallStep } from "@signalbox/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer, PlanInput } from "../connection-kind.ts";
import { ticketJson } from "./ticket-json.ts";
import type { TicketJsonConfig } from "./ticket-json-config.ts";

const block = {
  baseUrl: "http://127.0.0.1:9100",
  auth: { bearer: { kept: true } },
  timeout: "5s",
  ticket: {
    create: {
      method: "POST",
      path: "/tickets",
      body: {
        title: "{{ incident.title }}",
        ref: "{{ obligation.reference }}",
        priority: "{{ action.priority }}",
        assignee: "{{ action.assignee }}",
      },
      id: "$.id",
    },
    find: {
      method: "GET",
      path: "/tickets?ref={{ obligation.reference }}",
      id: "$.items[0].id",
      reference: "$.items[0].ref",
    },
    close: {
      method: "PATCH",
      path: "/tickets/{{ obligation.externalId }}",
      body: { status: "closed", note: "{{ resolution.note }}" },
    },
    read: { method: "GET", path: "/tickets/{{ obligation.externalId }}", closed: 'answer.status == "closed"' },
  },
};

function configure(ticket: object = {}): TicketJsonConfig {
  return ticketJson.configSchema.parse({ ...block, ticket: { ...block.ticket, ...ticket } });
}
function configureWithout(call: "find"): TicketJsonConfig {
  const { [call]: _left, ...ticket } = block.ticket;
  return ticketJson.configSchema.parse({ ...block, ticket });
}
function input(config: TicketJsonConfig, externalId: string | null = "a/b"): PlanInput<TicketJsonConfig> {
  const obligation = { reference: "sbx-q3v7", externalId, externalUrl: null };
  return {
    config,
    idempotencyKey: "sbx-q3v7-create-1",
    obligation,
    now: Date.UTC(2026, 10, 2),
    scope: {
      incident: { title: 'Checkout "API"\nis down' },
      obligation,
      resolution: { note: "over" },
      action: { priority: "urgent", assignee: null },
    },
  };
}
function answer(status: number, body: unknown = {}, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body), bodyCut: false };
}
function interpret(step: CallStep, given: Answer, ticket: object = {}) {
  return ticketJson.interpret(step, given, input(configure(ticket)));
}

describe("planning", () => {
  it("fills in the body as JSON, whatever the values hold (G14)", () => {
    const planned = ticketJson.plan("create", input(configure()));
    if (planned.outcome !== "planned") throw new Error(planned.reason);
    expect(planned.request).toMatchObject({ method: "POST", url: "http://127.0.0.1:9100/tickets" });
    expect(JSON.parse(planned.request.body ?? "")).toEqual({
      title: 'Checkout "API"\nis down',
      ref: "sbx-q3v7",
      priority: "urgent",
      assignee: null,
    });
    expect(JSON.stringify(planned)).not.toContain("t0ken");
    const sent = ticketJson.authorise(planned.request, input(configure()), { bearer: "t0ken" });
    expect(sent.headers).toMatchObject({ authorization: "Bearer t0ken", "idempotency-key": "sbx-q3v7-create-1" });
  });

  it("keeps any title byte for byte, and in its place (G14)", () => {
    const config = configure();
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (title) => {
        const given = { ...input(config), scope: { ...input(config).scope, incident: { title } } };
        const planned = ticketJson.plan("create", given);
        const body = planned.outcome === "planned" ? JSON.parse(planned.request.body ?? "") : null;
        return body?.title === title && body.ref === "sbx-q3v7" && Object.keys(body).length === 4;
      }),
    );
  });

  it("encodes values in the path as one segment, and refuses an empty one", () => {
    expect(ticketJson.plan("close", input(configure()))).toMatchObject({
      request: { method: "PATCH", url: "http://127.0.0.1:9100/tickets/a%2Fb" },
    });
    expect(ticketJson.plan("close", input(configure(), null))).toMatchObject({ outcome: "not-possible" });
    expect(ticketJson.plan("close", input(configure(), ".."))).toMatchObject({ outcome: "not-possible" });
    expect(ticketJson.plan("reopen", input(configure()))).toMatchObject({ outcome: "not-possible" });
  });
});

describe("a header of one's own", () => {
  const plan = (title: string) => {
    const create = { ...block.ticket.create, headers: { "X-Title": "{{ incident.title }}" } };
    const given = input(configure({ create }));
    return ticketJson.plan("create", { ...given, scope: { ...given.scope, incident: { title } } });
  };
  it.each(["a\ud83d", "\ud83d\ude00", "\u0416", "a\r\nx: y", "a\u0000b", "a\u007fb"])(
    "is refused where it can't be sent: %j",
    (title) => {
      expect(plan(title)).toMatchObject({
        outcome: "not-possible",
        reason: expect.stringMatching(/^create, header X-Title: /),
      });
    },
  );
  it.each(["plain", "caf\u00e9\tau lait", ""])("is sent: %j", (title) => {
    expect(plan(title)).toMatchObject({ outcome: "planned", request: { headers: { "x-title": title } } });
  });
});

describe("grade and capabilities", () => {
  it("follow from the templates that are there", () => {
    expect(ticketJson.grade(configure())).toBe("B");
    expect(ticketJson.grade(configure({ idempotent: true }))).toBe("A");
    expect(ticketJson.grade(configureWithout("find"))).toBe("C");
    expect(ticketJson.capabilities(configure())).toMatchObject({ find: true, close: true, read: true, reopen: false });
  });
});

describe("interpreting", () => {
  it.each([
    [{ id: 7 }, {}, {}, "7"],
    [{ data: { key: "OPS-1" } }, {}, { create: { ...block.ticket.create, id: "$.data.key" } }, "OPS-1"],
    [
      "",
      { location: "https://desk.example.test/tickets/91?x=1" },
      { create: { ...block.ticket.create, id: "Location" } },
      "91",
    ],
    ["12345\n", {}, { create: { ...block.ticket.create, id: "text" } }, "12345"],
    ["", { "x-id": "9" }, { create: { ...block.ticket.create, id: "header:X-Id" } }, "9"],
  ])("takes the id from %j %j", (body, headers, ticket, externalId) => {
    expect(interpret("create", answer(201, body, headers), ticket)).toEqual({
      step: "done",
      result: { outcome: "delivered", externalId },
    });
  });

  it.each([[{}], [{ id: null }], [{ id: { a: 1 } }], ["<html>"], [{ id: "a\u0000b" }]])(
    "takes a created ticket without a readable id for unknown: %j",
    (body) => {
      expect(interpret("create", answer(201, body))).toMatchObject({
        result: { outcome: "unknown", reason: "answer-not-understood" },
      });
    },
  );

  it.each([
    [{ items: [{ id: "1", ref: "sbx-q3v7" }] }, { step: "found", externalId: "1", externalUrl: null, hits: ["1"] }],
    [{ items: [{ id: "1", ref: "sbx-other" }] }, { step: "not-found" }],
    [{ items: [{ id: "1", ref: "SBX-Q3V7" }] }, { step: "not-found" }],
    [{ items: [{ id: "1" }] }, { step: "not-found" }],
    [{ items: [] }, { step: "not-found" }],
  ])("counts a hit only with our reference: %j", (body, expected) => {
    expect(interpret("find", answer(200, body))).toEqual(expected);
  });

  it("finds ours among all that a desk returns", () => {
    const find = { ...block.ticket.find, id: "$.items[*].id", reference: "$.items[*].ref" };
    const items = [
      { id: 1, ref: "sbx-other" },
      { id: 2, ref: "sbx-q3v7" },
    ];
    expect(interpret("find", answer(200, { items }), { find })).toMatchObject({ step: "found", externalId: "2" });
    expect(interpret("find", answer(200, { items: [] }), { find })).toEqual({ step: "not-found" });
    expect(interpret("find", answer(200, "<html>"), { find })).toMatchObject({ result: { outcome: "retryable" } });
  });

  it.each([
    ["/tickets?ref={{ obligation.reference }}", {}, false],
    ["/v1/search", {}, false],
    ["/tickets?ref={{ obligation.reference }}", { absent: [404] }, true],
    ["/tickets?ref={{ obligation.reference }}", { absent: [410] }, false],
    ["/tickets/by-ref/{{ obligation.reference }}", {}, true],
  ])("takes a 404 of %s %j for no hit only where it can mean the item", (path, more, isNoHit) => {
    const find = { ...block.ticket.find, path, ...more };
    expect(interpret("find", answer(404), { find })).toMatchObject(
      isNoHit
        ? { step: "not-found" }
        : { step: "done", result: { outcome: "retryable", reason: "answer-not-understood" } },
    );
  });

  it.each([
    [[{ id: 1 }, { id: 2, ref: "sbx-q3v7" }]],
    [[{ id: 1, ref: "sbx-other" }, { ref: "sbx-q3v7" }, { id: 3 }]],
    [[{ id: 1 }]],
  ])("never takes another's ticket for ours where a field is missing: %j", (items) => {
    const find = { ...block.ticket.find, id: "$.items[*].id", reference: "$.items[*].ref" };
    const found = interpret("find", answer(200, { items }), { find });
    const ours = items.find((item) => "ref" in item && item.ref === "sbx-q3v7");
    expect(found).not.toMatchObject({ externalId: "1" });
    expect(found).toMatchObject(
      ours === undefined
        ? { step: "not-found" }
        : "id" in ours
          ? { step: "found", externalId: String(ours.id) }
          : { step: "done", result: { outcome: "retryable", reason: "answer-not-understood" } },
    );
  });

  it("reads whether it is closed", () => {
    expect(interpret("read", answer(200, { status: "closed" }))).toEqual({ step: "state", closed: true });
    expect(interpret("read", answer(200, { status: "open" }))).toEqual({ step: "state", closed: false });
    expect(interpret("read", answer(200, {}))).toMatchObject({ result: { reason: "answer-not-understood" } });
  });

  it("believes no 2xx that the connection says is a refusal", () => {
    const close = { ...block.ticket.close, accepted: "size(answer.errors) == 0" };
    expect(interpret("close", answer(200, { errors: [] }), { close })).toMatchObject({
      result: { outcome: "delivered" },
    });
    expect(interpret("close", answer(200, { errors: ["no"] }), { close })).toMatchObject({
      result: { outcome: "permanent", reason: "refused-by-target" },
    });
    const create = { ...block.ticket.create, success: [201] };
    expect(interpret("create", answer(202, { id: 1 }), { create })).toMatchObject({ result: { outcome: "permanent" } });
  });
});

describe("the configuration", () => {
  it.each([
    [{ ...block, baseUrl: "http://desk.example.test/?a=1" }],
    [{ ...block, baseUrl: "http://{{ host }}/" }],
    [{ ...block, baseUrl: "http://u:p@desk.example.test" }],
    [{ ...block, timeout: "2m" }],
    [{ ...block, auth: { bearer: "in clear" } }],
    [{ ...block, ticket: { ...block.ticket, create: { ...block.ticket.create, path: "tickets" } } }],
    [
      {
        ...block,
        ticket: { ...block.ticket, create: { ...block.ticket.create, body: { a: "{{ incident.titel }}" } } },
      },
    ],
    [{ ...block, ticket: { ...block.ticket, create: { ...block.ticket.create, id: "id" } } }],
    [{ ...block, ticket: { ...block.ticket, read: { path: "/x", closed: "answer.status ==" } } }],
    [{ ...block, ticket: { ...block.ticket, fnid: {} } }],
  ])("refuses %#", (config) => {
    expect(ticketJson.configSchema.safeParse(config).success).toBe(false);
  });
});
