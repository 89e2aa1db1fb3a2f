import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { nagios } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(nagios, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(nagios, open(changes));

describe("a Nagios delivery", () => {
  it.each([
    ["FLAPPINGSTART", "updated"],
    ["FLAPPINGSTOP", "updated"],
    ["DOWNTIMESTART", "updated"],
    ["DOWNTIMEEND", "updated"],
    ["DOWNTIMECANCELLED", "updated"],
    ["CUSTOM", "test"],
  ])("of type %s is %s", (word, type) => {
    expect(read({ NOTIFICATIONTYPE: word })).toMatchObject({ events: [{ type }] });
  });

  it("finds the incident by host and service: the problem's id is 0 on recovery", () => {
    for (const file of ["open.json", "resolve.json"]) {
      expect(readBody(nagios, sampleBody(nagios, file))).toMatchObject({
        events: [{ correlationKey: "checkout-1/HTTP checkout" }],
      });
    }
  });

  it("is about the host where no service is named", () => {
    const host = { SERVICEDESC: "$SERVICEDESC$", HOSTSTATE: "DOWN", HOSTOUTPUT: "PING CRITICAL" };
    expect(read(host)).toMatchObject({
      events: [{ correlationKey: "checkout-1", severity: "critical", summary: "PING CRITICAL" }],
    });
  });

  it.each([
    ["CRITICAL", "critical"],
    ["WARNING", "medium"],
    ["UNKNOWN", "unknown"],
    ["OK", "unknown"],
  ])("in the state %s is %s", (state, severity) => {
    expect(read({ SERVICESTATE: state })).toMatchObject({ events: [{ severity, drift: [] }] });
  });

  it.each([
    [{ NOTIFICATIONTYPE: "PARTY" }, "NOTIFICATIONTYPE"],
    [{ NOTIFICATIONTYPE: "$NOTIFICATIONTYPE$" }, "NOTIFICATIONTYPE"],
    [{ HOSTNAME: "" }, "HOSTNAME"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("is one of its own without a time, and repeats are told apart by it", () => {
    expect(identifyBody(nagios, open({ TIMET: undefined }))).toEqual({ basis: "fresh" });
    expect(identifyBody(nagios, open({ TIMET: "1795166098" }))).not.toEqual(identifyBody(nagios, open()));
  });
});
