import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { gatus } from "./index.ts";

const read = (changes: Record<string, unknown>) => readBody(gatus, sampleBody(gatus, "open.json", changes));

describe("a Gatus delivery", () => {
  it("says no time, so that each is one of its own", () => {
    expect(identifyBody(gatus, sampleBody(gatus, "open.json"))).toEqual({ basis: "fresh" });
    expect(read({})).toMatchObject({ events: [{ occurredAt: null }] });
  });

  it("is found by group and endpoint, or by the endpoint alone", () => {
    expect(read({ group: "" })).toMatchObject({ events: [{ correlationKey: "checkout-api" }] });
    expect(read({ group: "[ENDPOINT_GROUP]" })).toMatchObject({ events: [{ correlationKey: "checkout-api" }] });
  });

  it("reads the query of a GET, its default method", () => {
    const query = "status=TRIGGERED&endpoint=checkout-api&group=payments";
    const request = { headers: {}, body: new Uint8Array(), query, receivedAt: 0, settings: {} };
    expect(gatus.normalise(request)).toMatchObject({ events: [{ correlationKey: "payments/checkout-api" }] });
  });

  it("takes an endpoint named for a test for one", () => {
    expect(read({ endpoint: "Signalbox test 2" })).toMatchObject({ events: [{ type: "test" }] });
  });

  it.each([
    [{ status: "KAPUTT" }, "status"],
    [{ status: "[ALERT_TRIGGERED_OR_RESOLVED]" }, "status"],
    [{ endpoint: "[ENDPOINT_NAME]" }, "endpoint"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("is a failure where a description was pasted with its line end", () => {
    expect(readBody(gatus, '{"status":"TRIGGERED","endpoint":"a","description":"two\nlines"}')).toMatchObject({
      outcome: "unreadable",
      reason: "unparsable",
    });
  });
});
