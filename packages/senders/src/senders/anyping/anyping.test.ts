import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { anyping } from "./index.ts";

const receivedAt = Date.UTC(2026, 10, 20, 9, 0, 0);
const open = JSON.parse(readFileSync(new URL("./samples/open.json", import.meta.url), "utf8"));

function request(body: unknown, headers: Record<string, string> = {}) {
  return { headers, body: Buffer.from(JSON.stringify(body)), query: "" };
}

const normalise = (body: unknown) => anyping.normalise({ ...request(body), receivedAt, settings: {} });
const withIncident = (changes: object) => ({
  ...open,
  data: { ...open.data, incident: { ...open.data.incident, ...changes } },
});

describe("sender anyping", () => {
  it("takes the signed id before the one in the header", () => {
    const headers = { "x-anyping-delivery": "from-the-header" };
    expect(anyping.identify(request(open, headers))).toEqual({ basis: "sender", id: open.id });
    expect(anyping.identify(request({ ...open, id: "" }, headers))).toEqual({ basis: "sender", id: "from-the-header" });
    expect(anyping.identify(request({ ...open, id: 9007199254740993n.toString() }))).toMatchObject({
      id: "9007199254740993",
    });
    expect(anyping.identify(request({ ...open, id: null }))).toEqual({ basis: "fresh" });
  });

  it("never opens an incident for what is flagged as a test", () => {
    expect(normalise({ ...open, test: true })).toMatchObject({ events: [{ type: "test" }] });
    expect(normalise({ type: "test" })).toMatchObject({ events: [{ type: "test", correlationKey: "test" }] });
  });

  it.each([
    [{ ...open, type: "incident.snoozed" }, "type"],
    [{ ...open, type: undefined }, "type"],
    [{ ...open, data: {} }, "data.incident.id"],
    [withIncident({ id: "" }), "data.incident.id"],
  ])("names the field that does not fit", (body, field) => {
    expect(normalise(body)).toMatchObject({ outcome: "unreadable", reason: "unknown shape", field });
  });

  it("reads on where a lesser field does not fit, and calls it drift", () => {
    expect(
      normalise(
        withIncident({ severity: "apocalyptic", started_at: "just now", url: "javascript:alert(1)", summary: {} }),
      ),
    ).toMatchObject({
      events: [
        {
          occurredAt: Date.UTC(2026, 10, 20, 8, 15, 32),
          severity: "unknown",
          url: null,
          summary: "",
          drift: [
            "data.incident.started_at: is not a time",
            'data.incident.severity: holds a severity that is not known: "apocalyptic"',
            "data.incident.summary: is not a text",
            "data.incident.url: is not an http(s) address",
          ],
        },
      ],
    });
  });
});
