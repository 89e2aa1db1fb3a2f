import { describe, expect, it } from "vitest";
import { compileBodyQuery } from "./body-search.ts";

describe("compileBodyQuery", () => {
  it.each([
    ["$.data.monitor.id", "login", '{"data":{"monitor":{"id":"login"}}}', true],
    ["$.data.monitor.id", "login", '{"data":{"monitor":{"id":"logins"}}}', false],
    ["$.alerts[*].labels.job", "b", '\ufeff{"alerts":[{"labels":{"job":"a"}},{"labels":{"job":"b"}}]}', true],
    ["$.count", "3", '{"count": 3}', true],
    ["$.up", "false", '{"up": false}', true],
    ["$.gone", "null", '{"gone": null}', false],
    ["$.data", "[object Object]", '{"data": {}}', false],
    ["$.status", "open now", "id=1&status=open+now", true],
    ["$.status", "x", "not at all", false],
    ["$.__proto__", "x", '{"a": 1}', false],
  ])("%s = %s in %s: %s", (path, value, body, expected) => {
    expect(compileBodyQuery({ path, value })(Buffer.from(body))).toBe(expected);
  });
});
