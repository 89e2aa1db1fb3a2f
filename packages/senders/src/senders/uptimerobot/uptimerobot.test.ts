import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { uptimerobot } from "./index.ts";

const open = (changes: Record<string, unknown> = {}) => sampleBody(uptimerobot, "open.json", changes);
const read = (changes: Record<string, unknown>) => readBody(uptimerobot, open(changes));

describe("an UptimeRobot delivery", () => {
  it("reads the snake case of older bodies", () => {
    const body = {
      monitor_id: "7",
      monitor_url: "https://shop.example",
      monitor_friendly_name: "Shop",
      alert_type: 2,
      alert_details: "OK",
      alert_date_time: "1795164067",
      alert_duration: "1569",
    };
    expect(readBody(uptimerobot, body)).toMatchObject({
      events: [
        {
          type: "resolved",
          correlationKey: "7",
          monitor: { id: "7", name: "Shop" },
          occurredAt: 1795164067000,
          startedAt: 1795162498000,
          summary: "OK",
          url: "https://shop.example",
        },
      ],
    });
  });

  it("takes a variable that was left standing for missing", () => {
    expect(read({ alertDateTime: "*alertDateTime*" })).toMatchObject({
      events: [{ occurredAt: null, drift: ["alertDateTime: the sender left its variable standing"] }],
    });
    expect(identifyBody(uptimerobot, open({ alertDateTime: "*alertDateTime*" }))).toEqual({ basis: "fresh" });
  });

  it("opens nothing for a notice about a certificate", () => {
    expect(read({ alertType: "3" })).toMatchObject({ events: [{ type: "updated" }] });
  });

  it("takes a monitor named for a test for one", () => {
    expect(read({ monitorFriendlyName: "signalbox test" })).toMatchObject({ events: [{ type: "test" }] });
  });

  it("reads the query where the body is empty", () => {
    const query = "monitorID=7&alertType=1&alertDateTime=1795162498";
    const request = { headers: {}, body: new Uint8Array(), query, receivedAt: 1795162499000, settings: {} };
    expect(uptimerobot.normalise(request)).toMatchObject({ events: [{ type: "opened", correlationKey: "7" }] });
  });

  it("reads query and body together where a POST has both; the body counts more", () => {
    const query = "monitorID=7&alertType=2&alertDateTime=1795162498";
    const body = Buffer.from('{"alertType":"1","alertDetails":"HTTP 503"}');
    const request = { headers: {}, body, query, receivedAt: 1795162499000, settings: {} };
    const event = { type: "opened", correlationKey: "7", summary: "HTTP 503", occurredAt: 1795162498000 };
    expect(uptimerobot.normalise(request)).toMatchObject({ events: [event] });
    expect(uptimerobot.identify(request)).toMatchObject({ basis: "derived" });
    expect(uptimerobot.identify({ ...request, query: "" })).toEqual({ basis: "fresh" });
  });

  it.each([
    [{ alertType: "4" }, "alertType"],
    [{ alertType: "*alertType*" }, "alertType"],
    [{ monitorID: "" }, "monitorID"],
  ])("with %j is unreadable, and names the field", (changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("is a failure where a quote in the details broke the JSON", () => {
    expect(readBody(uptimerobot, '{"monitorID":"7","alertType":"1","alertDetails":"a "b""}')).toMatchObject({
      outcome: "unreadable",
      reason: "unparsable",
    });
  });
});
