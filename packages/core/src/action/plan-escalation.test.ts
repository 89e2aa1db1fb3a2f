import { describe, expect, it } from "vitest";
import { type EscalationSituation, planEscalation } from "./plan-escalation.ts";

const unheard: EscalationSituation = {
  status: "open",
  incidents: [{ status: "open" }],
  level: 0,
  further: [],
  hasLead: true,
  paths: 2,
};

describe("planEscalation", () => {
  it("pages the lead, then each path in order, then says that nobody is left", () => {
    const told = [0, 1, 2, 3, 4].map((level) => planEscalation({ ...unheard, level }));
    expect(told).toEqual([
      { plan: "page", level: 1, to: "lead" },
      { plan: "page", level: 2, to: "path", path: 0 },
      { plan: "page", level: 3, to: "path", path: 1 },
      { plan: "stop", reason: "nobody-left" },
      { plan: "stop", reason: "nobody-left" },
    ]);
  });

  it("begins with the paths where the team has no lead, and ends at once where there are none either", () => {
    const leaderless = { ...unheard, hasLead: false };
    expect(planEscalation(leaderless)).toEqual({ plan: "page", level: 2, to: "path", path: 0 });
    expect(planEscalation({ ...leaderless, paths: 0 })).toEqual({ plan: "stop", reason: "nobody-left" });
  });

  it("goes through the levels of a rotation before the lead, and past those where nobody is on call", () => {
    const told = [0, 1, 2, 3, 4].map((level) => planEscalation({ ...unheard, level, further: [false, true] }));
    expect(told).toEqual([
      { plan: "page", level: 2, to: "rotation", rotationLevel: 3 },
      { plan: "page", level: 2, to: "rotation", rotationLevel: 3 },
      { plan: "page", level: 3, to: "lead" },
      { plan: "page", level: 4, to: "path", path: 0 },
      { plan: "page", level: 5, to: "path", path: 1 },
    ]);
  });

  it.each<[string, Partial<EscalationSituation>, string]>([
    ["acknowledged", { incidents: [{ status: "acknowledged" }] }, "acknowledged"],
    ["one acknowledged, one over", { incidents: [{ status: "acknowledged" }, { status: "resolved" }] }, "acknowledged"],
    ["settled", { status: "settled" }, "resolved"],
    ["lost", { status: "lost" }, "resolved"],
  ])("pages nobody for what is %s, at any level", (_, more, reason) => {
    for (const level of [0, 1, 2, 3]) {
      expect(planEscalation({ ...unheard, ...more, level })).toEqual({ plan: "stop", reason });
    }
  });

  it("waits while all is over and the page is not closed yet", () => {
    expect(planEscalation({ ...unheard, incidents: [{ status: "resolved" }] })).toEqual({ plan: "wait" });
  });

  it("goes on while one of several incidents is unheard", () => {
    const incidents = [{ status: "acknowledged" }, { status: "open" }] as const;
    expect(planEscalation({ ...unheard, incidents })).toMatchObject({ plan: "page", to: "lead" });
  });
});
