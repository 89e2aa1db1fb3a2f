import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { firehydrant } from "./index.ts";

const { load, read, identify } = quirksOf(firehydrant);
const milestone = "data/incident/current_milestone";

describe("sender firehydrant", () => {
  it("tells two changes of one milestone apart", () => {
    const changed = load("open.json", { "data/incident/severity": { slug: "SEV2" } });
    expect(identify(changed)).not.toEqual(identify(load("open.json")));
    expect(identify(load("open.json"))).toEqual(identify(load("open.json")));
  });

  it("dates a milestone by the list of them, and else by the receipt", () => {
    const milestones = [{ slug: "resolved", occurred_at: "2026-11-20 08:41:07 UTC" }];
    expect(read(load("resolve.json", { "data/incident/milestones": milestones }))).toMatchObject({
      events: [{ type: "resolved", occurredAt: Date.UTC(2026, 10, 20, 8, 41, 7) }],
    });
    expect(read(load("resolve.json"))).toMatchObject({ events: [{ occurredAt: null, drift: [] }] });
  });

  it("reads what comes after the end as no opening", () => {
    expect(read(load("resolve.json", { [milestone]: "postmortem_started" }))).toMatchObject({
      events: [{ type: "updated" }],
    });
    expect(read(load("resolve.json", { [milestone]: "closed" }))).toMatchObject({ events: [{ type: "resolved" }] });
  });

  it("takes the priority where there is no severity", () => {
    const changes = { "data/incident/severity": null, "data/incident/priority": { slug: "P2" } };
    expect(read(load("open.json", changes))).toMatchObject({ events: [{ severity: "high", drift: [] }] });
  });

  it("names what it can't read", () => {
    expect(read(load("open.json", { [milestone]: "burning" }))).toMatchObject({
      outcome: "unreadable",
      field: "data.incident.current_milestone",
    });
    expect(read(load("open.json", { "data/incident/id": undefined }))).toMatchObject({ field: "data.incident.id" });
  });
});
