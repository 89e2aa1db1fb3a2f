import { describe, expect, it } from "vitest";
import { onCallJson } from "./on-call-json.ts";

const config = onCallJson.configSchema.parse({ baseUrl: "http://127.0.0.1:9100" });
const lookUp = onCallJson.lookUp!;
const answer = (status: number, body: string) => ({ status, headers: {}, body, bodyCut: false });

describe("on-call-json", () => {
  it("asks by GET and takes what is selected", () => {
    const query = { path: "/current?team=payments", select: "$.email" };
    expect(lookUp.plan(query, config, 0)).toMatchObject({
      request: { method: "GET", url: "http://127.0.0.1:9100/current?team=payments" },
    });
    const body = '{"email":"ada@example.test","name":"Ada"}';
    expect(lookUp.interpret(answer(200, body), query, 0)).toEqual({ outcome: "answered", value: "ada@example.test" });
    expect(lookUp.interpret(answer(200, body), { ...query, select: null }, 0)).toMatchObject({
      value: { name: "Ada" },
    });
  });

  it.each([
    [404, "{}"],
    [200, "<html>"],
    [200, '{"email":null}'],
    [200, '{"email":""}'],
    [302, ""],
  ])("has no answer in %i %s", (status, body) => {
    expect(lookUp.interpret(answer(status, body), { path: "/", select: "$.email" }, 0).outcome).toBe("no-answer");
  });

  it.each(["//evil.example.test/", "current", "/a b", "/a\\b", "/a#b"])("refuses the path %j", (path) => {
    expect(lookUp.plan({ path, select: null }, config, 0).outcome).toBe("not-possible");
  });
});
