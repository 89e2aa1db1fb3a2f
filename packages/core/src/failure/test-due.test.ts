import { describe, expect, it } from "vitest";
import { testDue } from "./test-due.ts";

const day = 86_400_000;
const source = { expectTestEvery: undefined as unknown, createdAt: 0, lastTestAt: null, lastDeliveryAt: null };

describe("testDue", () => {
  it.each([
    ["a new source has a week", source, { isAsked: false, provenAt: null, dueAt: 7 * day }],
    ["any delivery proves it", { ...source, lastDeliveryAt: day }, { isAsked: false, provenAt: day, dueAt: 8 * day }],
    ["the later proof counts", { ...source, lastTestAt: 3 * day, lastDeliveryAt: day }, { provenAt: 3 * day }],
    [
      "a source that asks for tests takes no other delivery",
      { ...source, expectTestEvery: "24h", lastDeliveryAt: 5 * day, lastTestAt: 2 * day },
      { isAsked: true, everyMs: day, provenAt: 2 * day, dueAt: 3 * day },
    ],
    ["what can't be read is as if nothing were said", { ...source, expectTestEvery: 7 }, { isAsked: false }],
  ])("%s", (_, given, due) => {
    expect(testDue(given)).toMatchObject(due);
  });
});
