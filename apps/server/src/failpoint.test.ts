import { describe, expect, it } from "vitest";
import { readFailpoints } from "./failpoint.ts";

describe("readFailpoints", () => {
  it("does nothing where nothing is set", () => {
    expect(readFailpoints(undefined)("ingest.afterCommit")).toBeUndefined();
  });

  it("throws at the named place, on its nth hit only or on each", async () => {
    const failpoint = readFailpoints("a.b:throw@2,c:throw");
    expect(failpoint("a.b")).toBeUndefined();
    await expect(failpoint("a.b")).rejects.toThrow("failpoint a.b");
    expect(failpoint("a.b")).toBeUndefined();
    await expect(failpoint("c")).rejects.toThrow();
    await expect(failpoint("c")).rejects.toThrow();
    expect(failpoint("elsewhere")).toBeUndefined();
  });

  it("sleeps", async () => {
    const startedAt = performance.now();
    await readFailpoints("a:sleep:30")("a");
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29);
  });

  it.each(["a", "a:explode", "a:sleep", "a:kill@x"])("refuses %s", (text) => {
    expect(() => readFailpoints(text)).toThrow("SIGNALBOX_FAILPOINTS must be");
  });
});
