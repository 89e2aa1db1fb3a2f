import { describe, expect, it } from "vitest";
import { judgeLookUp } from "./measure-look-ups.ts";

const minute = 60_000;
const now = Date.parse("2026-11-20T12:00:00Z");
const setting = {
  connection: "rota",
  path: "/current",
  select: null,
  refreshMs: minute,
  fallback: "lead@example.test",
};
const judge = (goodMinutesAgo: number | null, more: { changedMinutesAgo?: number; refreshMs?: number } = {}) =>
  judgeLookUp(
    {
      team: { key: "payments", updatedAt: now - (more.changedMinutesAgo ?? 600) * minute },
      setting: { ...setting, refreshMs: more.refreshMs ?? minute },
      answer: { askedAt: goodMinutesAgo === null ? null : now - goodMinutesAgo * minute, error: "503" },
    },
    now,
  );

describe("judgeLookUp", () => {
  it.each([
    ["answered a moment ago", judge(1), true],
    ["answered within a quarter of an hour", judge(15), true],
    ["answered longer ago", judge(16), false],
    ["is asked every hour, and answered four hours ago", judge(240, { refreshMs: 60 * minute }), true],
    ["is asked every hour, and answered six hours ago", judge(360, { refreshMs: 60 * minute }), false],
    ["never answered", judge(null), false],
    ["was told only now whom to ask", judge(null, { changedMinutesAgo: 10 }), true],
  ])("one that %s", (_, sign, isWell) => {
    expect(sign.isWell).toBe(isWell);
  });

  it("says since when, why, and whom pages go to", () => {
    expect(judge(30).failure.reason).toBe(
      "Who is on call for payments is not known any more: its last good answer is of 2026-11-20T11:30:00.000Z; it says: 503. Pages go to who was on call then",
    );
    expect(judge(null).failure.reason).toContain("it never answered; it says: 503. Pages go to the fallback");
  });
});
