import { describe, expect, it } from "vitest";
import { readSeverity } from "./severity.ts";

describe("readSeverity", () => {
  it.each([
    ["Critical", "critical"],
    ["SEV0", "critical"],
    ["P1", "critical"],
    ["disaster", "critical"],
    ["major", "high"],
    ["sev1", "high"],
    ["Warning", "medium"],
    ["p3", "medium"],
    ["notice", "low"],
    ["P5", "info"],
    ["sev4", "info"],
    ["banana", "unknown"],
    ["", "unknown"],
    [null, "unknown"],
    ["constructor", "unknown"],
    ["__proto__", "unknown"],
  ] as const)("reads %s as %s", (word, severity) => {
    expect(readSeverity(word)).toBe(severity);
  });

  it("lets a sender's own word win", () => {
    expect(readSeverity("High", { high: "critical" })).toBe("critical");
  });
});
