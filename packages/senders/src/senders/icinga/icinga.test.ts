import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { identifyBody, readBody, receivedAt, sampleBody } from "../../conformance/read-body.ts";
import { icinga } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(icinga, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(icinga, open(changes));

describe("an Icinga delivery", () => {
  it("reads seconds with a fraction", () => {
    expect(read({ "check_result.execution_end": 1795162498.123 })).toMatchObject({
      events: [{ occurredAt: 1795162498123 }],
    });
  });

  it.each([
    ["DOWNTIMESTART", "updated"],
    ["DOWNTIMEREMOVED", "updated"],
    ["FLAPPINGEND", "updated"],
    ["CUSTOM", "test"],
  ])("of type %s is %s", (word, type) => {
    expect(read({ "notification.type": word })).toMatchObject({ events: [{ type }] });
  });

  it("without a type is the end where the state is good, and unreadable where it is not", () => {
    expect(read({ notification: undefined, "check_result.state": "OK" })).toMatchObject({
      events: [{ type: "resolved" }],
    });
    expect(read({ notification: undefined })).toMatchObject({ outcome: "unreadable", field: "notification.type" });
  });

  it("is about the host where no service is named", () => {
    expect(read({ "service.name": "$service.name$", "check_result.state": "DOWN" })).toMatchObject({
      events: [{ correlationKey: "checkout-1", severity: "critical" }],
    });
  });

  it("reads output with control characters and bytes that are no UTF-8", () => {
    const [before, after] = JSON.stringify(open({ "check_result.output": "SPLIT" })).split("SPLIT");
    const body = Buffer.concat([Buffer.from(before!), Buffer.from([0xe4, 0x5c, 0x6e, 0x7c]), Buffer.from(after!)]);
    expect(icinga.normalise({ headers: {}, body, query: "", receivedAt, settings: {} })).toMatchObject({
      events: [{ summary: "\uFFFD |" }],
    });
  });

  it.each([
    [{ "notification.type": "PARTY" }, "notification.type"],
    [{ host: {} }, "host.name"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("is another delivery for another comment", () => {
    expect(identifyBody(icinga, open({ "notification.comment": "on it" }))).not.toEqual(identifyBody(icinga, open()));
  });
});
