import { expect, it } from "vitest";
import { everyPage } from "./every-page.ts";

it("everyPage goes on until there is no cursor, and stops at the limit", async () => {
  const asked: unknown[] = [];
  const load = async (query: { limit: number; cursor?: string }) => {
    asked.push(query);
    const from = Number(query.cursor ?? 0);
    const items = Array.from({ length: Math.min(query.limit, 700 - from) }, (_, index) => from + index);
    const next = from + items.length;
    return { items, nextCursor: next < 700 ? String(next) : null };
  };
  expect((await everyPage(load)).length).toBe(700);
  expect(asked).toEqual([{ limit: 500 }, { limit: 500, cursor: "500" }]);
  expect((await everyPage(load, 10)).length).toBe(10);
});
