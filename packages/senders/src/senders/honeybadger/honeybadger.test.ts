import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { honeybadger } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(honeybadger, "open.json", changes);
const occurred = (changes: Record<string, unknown> = {}) => sampleBody(honeybadger, "occurred.json", changes);

describe("sender honeybadger", () => {
  it.each([
    ["occurred", "opened"],
    ["unresolved", "opened"],
    ["rate_exceeded", "updated"],
    ["assigned", "updated"],
    ["commented", "updated"],
    ["resolved", "resolved"],
  ])("reads the event %s of an error as %s", (event, type) => {
    expect(readBody(honeybadger, occurred({ event }))).toMatchObject({
      events: [{ type, correlationKey: "fault:38911", monitor: { name: "RuntimeError" }, drift: [] }],
    });
  });

  it.each([
    ["alarm_alert", "opened"],
    ["alarm_ok", "resolved"],
  ])("reads the event %s of an alarm as %s", (event, type) => {
    expect(readBody(honeybadger, { event, message: "slow", alarm: { id: "a", name: "Latency" } })).toMatchObject({
      events: [{ type, correlationKey: "alarm:a" }],
    });
  });

  it("ignores a deploy, and says why", () => {
    expect(readBody(honeybadger, { event: "deployed", message: "x", project: {} })).toMatchObject({
      outcome: "ignored",
    });
  });

  it("takes no address, person or token of the project into the event", () => {
    const text = JSON.stringify(readBody(honeybadger, open()));
    for (const secret of ["made-up-token", "ann@example.com", "Ann"]) expect(text).not.toContain(secret);
  });

  it("reads ids that are numbers in v2 and texts in v3 alike", () => {
    expect(readBody(honeybadger, occurred({ "fault.id": "38911", payload_version: "v3" }))).toMatchObject({
      events: [{ correlationKey: "fault:38911" }],
    });
  });

  it("keeps a site, an error and a check-in with the same id apart", () => {
    const keys = [
      { event: "down", site: { id: 1 } },
      { event: "occurred", fault: { id: 1 } },
      { event: "check_in_missing", check_in: { id: 1 } },
    ].map((body) => readBody(honeybadger, body));
    expect(keys).toMatchObject(
      ["site:1", "fault:1", "check_in:1"].map((key) => ({ events: [{ correlationKey: key }] })),
    );
  });

  it.each([
    [open({ event: "flapping" }), "event"],
    [open({ event: undefined }), "event"],
    [open({ "site.id": null }), "site.id"],
    [occurred({ "fault.id": "" }), "fault.id"],
  ])("names the field that does not fit", (body, field) => {
    expect(readBody(honeybadger, body)).toMatchObject({ outcome: "unreadable", field });
  });

  it("gives no identity to what may happen twice in the same words", () => {
    expect(identifyBody(honeybadger, occurred({ event: "resolved" }))).toEqual({ basis: "fresh" });
    expect(identifyBody(honeybadger, open({ message: "other words" }))).toEqual(identifyBody(honeybadger, open()));
  });
});
