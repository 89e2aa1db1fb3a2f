import { type ApiRoute, apiRoutes, type OperationId } from "@signalbox/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { startTestApi, type TestApi, testApiToken } from "../start-test-api.ts";
import { fillLists } from "./fill-lists.ts";

const texts = [
  "' or '1'='1",
  "'; drop table deliveries; --",
  '" or 1=1 --',
  "\\' or 1=1 #",
  "1) union select token_hash from api_tokens --",
  "%' or '%'='",
  "$$; select pg_sleep(20) $$",
  "id desc; --",
  "Europe/Berlin'; --",
  "\u0000",
  "\ud800",
];
const cursors = [...texts, ...texts.map((text) => Buffer.from(JSON.stringify([text, text])).toString("base64url"))];
// What is no text, or is streamed for as long as somebody looks.
const skipped: readonly OperationId[] = ["followLive"];
const asked = (Object.keys(apiRoutes) as OperationId[]).filter(
  (id) => apiRoutes[id].method === "GET" && !skipped.includes(id),
);

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await fillLists(api.db.sql);
});
afterAll(() => api.close());

async function ask(id: OperationId, path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(api.url + path, { headers: { authorization: `Bearer ${testApiToken}` } });
  const text = await answer.text();
  if (answer.status >= 500) throw new Error(`${id} answered ${answer.status} to ${path}: ${text}`);
  return { status: answer.status, text };
}

function hostilePaths(id: OperationId): { path: string; isFilter: boolean }[] {
  const route: ApiRoute = apiRoutes[id];
  const paths = texts.flatMap((text) => {
    const filled = route.path.replace(/\{\w+\}/g, () => encodeURIComponent(text.toWellFormed()));
    return filled === route.path ? [] : [{ path: filled, isFilter: false }];
  });
  const plain = route.path.replace(/\{\w+\}/g, "source-01");
  const query = Object.keys((route.query as z.ZodObject | undefined)?.shape ?? {});
  for (const name of query) {
    for (const text of name === "cursor" ? cursors : texts) {
      const value = new URLSearchParams({ [name]: text }).toString();
      paths.push({ path: `${plain}?${value}`, isFilter: !["limit", "cursor"].includes(name) });
    }
  }
  return paths;
}

describe("J14 SQL in the parameters of every operation that reads", () => {
  it.each(asked)("%s takes it for text", async (id) => {
    const paths = hostilePaths(id);
    const answers = await Promise.all(paths.map(({ path }) => ask(id, path)));
    for (const [place, { path, isFilter }] of paths.entries()) {
      const { status, text } = answers[place]!;
      expect([200, 404, 409, 410, 422], `${id} ${path}`).toContain(status);
      // Nothing holds these texts: a filter that finds something was not one any more.
      if (status === 200 && isFilter && text.startsWith('{"items":')) expect(JSON.parse(text).items, path).toEqual([]);
    }
  });

  it("found no way to what is stored, and left no error behind", async () => {
    expect((await api.client.listDeliveries()).items).toHaveLength(13);
    expect(api.logged.filter((line) => JSON.parse(line).msg === "request failed")).toEqual([]);
  });
});
