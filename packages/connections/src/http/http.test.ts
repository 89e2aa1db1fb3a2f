import { describe, expect, it } from "vitest";
import { http } from "./http.ts";

const config = http.configSchema.parse({ baseUrl: "https://api.example.test/v1/", auth: { bearer: { kept: true } } });
const plan = (action: Record<string, unknown>) =>
  http.plan("send", { config, idempotencyKey: "sbx-a-send-1", scope: { action }, obligation: null, now: 0 });

describe("http", () => {
  it("sends method, path, headers and JSON as the rule says", () => {
    const body = { title: "Checkout is down", tier: 1 };
    expect(plan({ method: "PUT", path: "/tags/a%2Fb?x=1", headers: { "X-Tier": 1 }, body, form: null })).toEqual({
      outcome: "planned",
      request: {
        method: "PUT",
        url: "https://api.example.test/v1/tags/a%2Fb?x=1",
        headers: {
          accept: "*/*",
          "idempotency-key": "sbx-a-send-1",
          "x-tier": "1",
          "content-type": "application/json",
        },
        body: JSON.stringify(body),
      },
    });
  });

  it("posts to the base URL where the rule says nothing, and sends a form", () => {
    expect(plan({ method: null, path: null, headers: null, body: null })).toMatchObject({
      request: { method: "POST", url: "https://api.example.test/v1/", body: null },
    });
    expect(plan({ body: { text: "down & out=1", tier: 2, open: true }, form: true })).toMatchObject({
      request: {
        body: "text=down+%26+out%3D1&tier=2&open=true",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      },
    });
  });

  it.each<[Record<string, unknown>]>([
    [{ path: "//evil.example.test/" }],
    [{ path: "tags" }],
    [{ path: "/a b" }],
    [{ path: "/a\\b" }],
    [{ method: "TRACE" }],
    [{ method: "GET", body: { a: 1 } }],
    [{ headers: { Authorization: "Bearer x" } }],
    [{ headers: { Host: "evil.example.test" } }],
    [{ headers: { "x-a": "1\r\nx-b: 2" } }],
    [{ headers: { "x a": "1" } }],
    [{ headers: { "x-a": { b: 1 } } }],
    [{ body: ["a"], form: true }],
    [{ body: { a: { b: 1 } }, form: true }],
    [{ body: "x".repeat(300_000) }],
  ])("refuses %#", (action) => {
    expect(plan(action).outcome).toBe("not-possible");
  });

  it("repeats by itself only where the system honours the key", () => {
    expect(http.grade(config)).toBe("C");
    expect(http.grade({ ...config, idempotent: true })).toBe("A");
    const input = { config, idempotencyKey: "k", scope: {}, obligation: null, now: 0 };
    const request = { method: "POST", url: config.baseUrl, headers: {}, body: null } as const;
    expect(http.authorise(request, input, { bearer: "t" }).headers.authorization).toBe("Bearer t");
    expect(http.plan("create", input).outcome).toBe("not-possible");
  });
});
