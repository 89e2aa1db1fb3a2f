import { describe, expect, it } from "vitest";
import { redactedHeadersJson, redactedQuery } from "./redact-headers.ts";

describe("redactedHeadersJson", () => {
  it("keeps every header in order, without the values of credentials", () => {
    const raw = [
      "Host",
      "a",
      "AUTHORIZATION",
      "Basic x",
      "X-Signature",
      "00",
      "x",
      "1",
      "X",
      "2",
      "X-Mine",
      "t",
      "Set-Cookie",
      "c",
    ];
    expect(JSON.parse(redactedHeadersJson(raw, "x-mine"))).toEqual([
      ["Host", "a"],
      ["AUTHORIZATION", "[redacted]"],
      ["X-Signature", "00"],
      ["x", "1"],
      ["X", "2"],
      ["X-Mine", "[redacted]"],
      ["Set-Cookie", "[redacted]"],
    ]);
  });
});

describe("redactedQuery", () => {
  it.each([
    ["", null],
    ["a=1&b", "a=1&b"],
    ["token=abc&a=1&API_KEY=x=y&secret", "token=[redacted]&a=1&API_KEY=[redacted]&secret"],
  ])("of %j is %j", (query, expected) => {
    expect(redactedQuery(query)).toBe(expected);
  });
});
