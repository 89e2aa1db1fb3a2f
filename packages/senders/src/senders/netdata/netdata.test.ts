import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { netdata } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(netdata, "open.json", changes);
const unreachable = (changes: Record<string, unknown> = {}) => sampleBody(netdata, "unreachable.json", changes);

describe("sender netdata", () => {
  it.each([
    ["warning", "opened", "medium"],
    ["critical", "opened", "critical"],
    ["CLEAR", "resolved", "unknown"],
  ])("reads the severity %s as %s", (severity, type, expected) => {
    expect(readBody(netdata, open({ severity }))).toMatchObject({ events: [{ type, severity: expected, drift: [] }] });
  });

  it("shows the token of a test, which people copy back into Netdata", () => {
    expect(readBody(netdata, { token: "abc" })).toMatchObject({ events: [{ type: "test", labels: { token: "abc" } }] });
    expect(readBody(netdata, open({ token: "abc" }))).toMatchObject({ events: [{ type: "test" }] });
    expect(readBody(netdata, { token: "" })).toMatchObject({ outcome: "unreadable", field: "token" });
  });

  it("finds an alert by space, name and chart, a node by its host", () => {
    expect(readBody(netdata, open())).toMatchObject({
      events: [{ correlationKey: "shop/web_log_5xx/web_log_nginx.requests" }],
    });
    expect(readBody(netdata, unreachable())).toMatchObject({ events: [{ type: "opened", correlationKey: "web-1" }] });
  });

  it("has a delivery for each POST about reachability, which says no time", () => {
    expect(identifyBody(netdata, unreachable())).toEqual({ basis: "fresh" });
  });

  it("keeps apart what two nodes say of the same alert at the same time", () => {
    expect(identifyBody(netdata, open({ message: "on web-2" }))).not.toEqual(identifyBody(netdata, open()));
    expect(identifyBody(netdata, open({ duration: "27 minutes" }))).toEqual(identifyBody(netdata, open()));
  });

  it("makes nothing of the field Rooms, whatever its form", () => {
    expect(readBody(netdata, open({ Rooms: "none" }))).toMatchObject({ events: [{ drift: [] }] });
  });

  it.each([
    [open({ severity: "undefined" }), "severity"],
    [open({ severity: undefined }), "severity"],
    [open({ alert: "" }), "alert"],
    [unreachable({ host: undefined }), "host"],
    [unreachable({ "status.reachable": "no" }), "status.reachable"],
  ])("names the field that does not fit", (body, field) => {
    expect(readBody(netdata, body)).toMatchObject({ outcome: "unreadable", field });
  });
});
