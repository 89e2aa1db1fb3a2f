import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { generic } from "./index.ts";

const receivedAt = Date.UTC(2026, 10, 20, 9, 0, 0);
const startedAt = "2026-11-20T08:14:58Z";

function request(body: unknown, headers: Record<string, string> = {}, query = "") {
  return { headers, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), query };
}

const normalise = (body: unknown, settings: Record<string, unknown> = {}, query = "") =>
  generic.normalise({ ...request(body, {}, query), receivedAt, settings });

describe("the identity of a generic delivery", () => {
  const item = { incident_id: "INC-77", status: "open" };

  it.each([
    ["its id", request({ ...item, id: "evt-1" }, { "idempotency-key": "k" }), { basis: "sender", id: "evt-1" }],
    ["a long number", request('{"id":9007199254740993,"incident_id":1}'), { basis: "sender", id: "9007199254740993" }],
    [
      "nothing, for an id that may be the incident's own",
      request({ id: "INC-77", state: "ALARM" }),
      { basis: "fresh" },
    ],
    ["the header", request(item, { "idempotency-key": "k" }), { basis: "sender", id: "k" }],
    ["the other header", request(item, { "x-delivery-id": "d" }), { basis: "sender", id: "d" }],
    ["nothing", request(item), { basis: "fresh" }],
    ["nothing, for the incident's own id", request({ ...item, id: "INC-77" }), { basis: "fresh" }],
    ["the id of a form", request("id=evt-1&incident_id=77&status=open"), { basis: "sender", id: "evt-1" }],
    ["the id of a query", request("", {}, "id=evt-1&incident_id=77&status=open"), { basis: "sender", id: "evt-1" }],
    ["nothing, where one of a batch has no time", request([{ ...item, id: "1" }, item]), { basis: "fresh" }],
  ])("is %s", (_, incoming, identity) => {
    expect(generic.identify(incoming)).toEqual(identity);
  });

  it("is the body where that says its own time", () => {
    const first = generic.identify(request({ ...item, started_at: startedAt }));
    expect(first.basis).toBe("derived");
    expect(generic.identify(request({ ...item, started_at: startedAt }))).toEqual(first);
    expect(generic.identify(request({ ...item, started_at: "2026-11-20T08:14:59Z" }))).not.toEqual(first);
    expect(
      generic.identify(
        request([
          { ...item, id: "1" },
          { ...item, started_at: startedAt },
        ]),
      ).basis,
    ).toBe("derived");
  });
});

describe("normalising a generic delivery", () => {
  it("reads JSON, a form and a query alike", () => {
    const form = "incident_id=INC-77&status=resolved&title=Checkout+errors&resolved_at=1795164067&team=payments";
    const json = Object.fromEntries(new URLSearchParams(form));
    const expected = {
      outcome: "events",
      events: [
        {
          type: "resolved",
          correlationKey: "INC-77",
          occurredAt: Date.UTC(2026, 10, 20, 8, 41, 7),
          summary: "Checkout errors",
          labels: { team: "payments" },
        },
      ],
    };
    expect(normalise(form)).toMatchObject(expected);
    expect(normalise(json)).toMatchObject(expected);
    expect(normalise("", {}, form)).toMatchObject(expected);
  });

  it("takes labels, other scalars beside them, and a monitor with an id", () => {
    expect(
      normalise({
        incident_id: 77,
        status: "Open",
        monitor: { id: 12, name: "Checkout API" },
        labels: { team: "payments", "a.b": true, none: null },
        region: "fra",
        attempts: 3,
        details: { more: 1 },
        "dotted.name": "kept",
      }),
    ).toMatchObject({
      events: [
        {
          correlationKey: "77",
          monitor: { id: "12", name: "Checkout API" },
          labels: { team: "payments", "a.b": "true", region: "fra", attempts: "3", "dotted.name": "kept" },
          drift: [],
        },
      ],
    });
  });

  it("splits a batch, and names the item that does not fit", () => {
    expect(normalise([{ incident_id: "1", status: "open" }, { incident_id: "2", status: "odd" }, 3])).toMatchObject({
      outcome: "events",
      events: [{ correlationKey: "1" }],
      unreadable: [{ field: "[1].status" }, { field: "[2].status" }],
    });
  });

  it("reads a time without a zone in the zone of the source", () => {
    const body = { incident_id: "1", status: "open", started_at: "2026-11-20 09:14:58" };
    expect(normalise(body, { timeZone: "Europe/Berlin" })).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58) }],
    });
  });

  it("keeps an unreadable body for a person", () => {
    expect(normalise('{"status": "open", "title": "say "no""}')).toMatchObject({
      outcome: "unreadable",
      reason: "unparsable",
      field: null,
    });
  });
});
