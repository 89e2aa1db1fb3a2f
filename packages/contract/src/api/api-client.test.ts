import { describe, expect, expectTypeOf, it } from "vitest";
import { ApiError, apiUrl, createApiClient } from "./api-client.ts";
import { apiRoutes } from "./api-routes.ts";
import type { Delivery } from "./deliveries.ts";

function answering(status: number, body: unknown, type = "application/json") {
  const seen: Request[] = [];
  const client = createApiClient({
    baseUrl: "http://signalbox.test",
    token: "t".repeat(32),
    fetch: async (input, init) => {
      seen.push(new Request(input, init));
      return new Response(typeof body === "string" ? body : JSON.stringify(body), {
        status,
        headers: { "content-type": type },
      });
    },
  });
  return { client, seen };
}

describe("createApiClient", () => {
  it("fills path and query, sends the token and parses the answer", async () => {
    const { client, seen } = answering(200, { items: [], nextCursor: null, scanned: null });
    const page = await client.listDeliveries({ query: { source: "anyping", state: "failed", limit: 10 } });
    expectTypeOf(page.items).toEqualTypeOf<Delivery[]>();
    expect(seen[0]!.url).toBe("http://signalbox.test/api/v1/deliveries?source=anyping&state=failed&limit=10");
    expect(seen[0]!.headers.get("authorization")).toBe(`Bearer ${"t".repeat(32)}`);
  });

  it("says that an unsafe call is JSON even without a body", async () => {
    const { client, seen } = answering(500, "");
    await expect(client.retryFailure({ params: { id: "fail_1" } })).rejects.toThrow(ApiError);
    expect(seen[0]!.headers.get("content-type")).toBe("application/json");
    expect(seen[0]!.method).toBe("POST");
  });

  it("throws the problem that the server told", async () => {
    const told = {
      type: "urn:signalbox:problem:conflict",
      title: "Conflict",
      status: 409,
      code: "conflict",
      detail: "ana saved the draft meanwhile: read it again.",
      conflict: { author: "ana", revision: 4 },
    };
    const { client } = answering(409, told);
    const failed = client.saveDraftRuleSet({ body: { text: "rules: []", revision: 3 } });
    await expect(failed).rejects.toMatchObject({
      status: 409,
      message: told.detail,
      problem: { conflict: { revision: 4 } },
    });
  });

  it("tells apart that nobody answered", async () => {
    const client = createApiClient({
      baseUrl: "http://signalbox.test",
      fetch: () => Promise.reject(new TypeError("x")),
    });
    await expect(client.getMe()).rejects.toMatchObject({ status: 0, problem: null });
  });

  it("encodes parameters, so that none leaves its segment", () => {
    expect(apiUrl("getSource", { params: { key: "../tokens" } })).toBe("/api/v1/sources/..%2Ftokens");
  });
});

describe("apiRoutes", () => {
  it("names each method and path once", () => {
    const all = Object.values(apiRoutes).map((route) => `${route.method} ${route.path}`);
    expect(new Set(all).size).toBe(all.length);
  });
});
