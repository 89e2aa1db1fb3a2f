import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { incidentIo } from "./index.ts";

const { load, read } = quirksOf(incidentIo);
const status = "public_incident.incident_status_updated_v2";

describe("sender incident-io", () => {
  it.each(["closed", "learning", "declined", "merged", "canceled"])("resolves by the category %s", (category) => {
    const change = { [`${status}/new_status`]: { name: "Done with it", category } };
    expect(read(load("update.json", change))).toMatchObject({
      events: [{ type: "resolved", labels: { status: "Done with it" } }],
    });
  });

  it("opens again when a closed incident goes back to live, at the receipt", () => {
    const change = {
      [`${status}/new_status`]: { category: "live" },
      [`${status}/previous_status`]: { category: "closed" },
    };
    expect(read(load("update.json", change))).toMatchObject({ events: [{ type: "opened", occurredAt: null }] });
  });

  it("opens a private incident by its id alone", () => {
    expect(read(load("private.json"))).toMatchObject({
      events: [{ type: "opened", correlationKey: "01FCNDV6P870EA6S7TK1DSYDG9", summary: "", drift: [] }],
    });
  });

  it("knows test incidents by their mode", () => {
    expect(read(load("open.json", { "public_incident.incident_created_v2/mode": "test" }))).toMatchObject({
      events: [{ type: "test" }],
    });
  });

  it("ignores actions and follow-ups", () => {
    expect(read({ event_type: "public_incident.follow_up_created_v1" })).toMatchObject({ outcome: "ignored" });
  });

  it("names what it can't read", () => {
    expect(read({ event_type: "public_incident.exploded_v1" })).toMatchObject({ field: "event_type" });
    expect(read(load("update.json", { [`${status}/new_status`]: { category: "on fire" } }))).toMatchObject({
      field: `${status}.new_status.category`,
    });
    expect(read(load("update.json", { [`${status}/incident`]: {} }))).toMatchObject({ field: `${status}.incident.id` });
  });
});
