import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { readPayload } from "./read-payload.ts";

const read = (body: string | Uint8Array, query = "") => readPayload({ body: Buffer.from(body), query });

describe("readPayload", () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [' \r\n\t[{"a":1}]\n', [{ a: 1 }]],
    ['\uFEFF {"a":1}', { a: 1 }],
    ["null", null],
    ['"x"', "x"],
    ["a=1&b=two+words&c=%7B%22d%22%3A1%7D", { a: "1", b: "two words", c: '{"d":1}' }],
    ["\uFEFFa=1", { a: "1" }],
    ["a=1&a=2&__proto__=3&nul=%00", { a: "2", ["__proto__"]: "3", nul: "\uFFFD" }],
    ["%F0%9F%98%80=%E9", { "😀": "\uFFFD" }],
  ])("reads %j", (body, value) => {
    const outcome = read(body);
    expect(JSON.stringify(outcome)).toBe(JSON.stringify({ outcome: "read", value }));
  });

  it("takes the query where there is no body, and only there", () => {
    expect(read("", "status=open&id=1")).toMatchObject({ value: { status: "open", id: "1" } });
    expect(read('{"a":1}', "status=open")).toMatchObject({ value: { a: 1 } });
  });

  it.each([
    ["nothing", ""],
    ["white space", " \n "],
    ["plain text", "hello"],
    ["XML", '<a href="b=c"/>'],
    ["bytes", Uint8Array.of(0x1f, 0x8b, 0x08, 0x00)],
  ])("calls %s unparsable", (_, body) => {
    expect(read(body)).toMatchObject({ outcome: "unreadable", reason: "unparsable" });
  });

  it("bounds the fields of a form", () => {
    expect(read("a=1&".repeat(9_000))).toMatchObject({ value: { a: "1" } });
    expect(read("&a=1".repeat(10_000).slice(1))).toMatchObject({ outcome: "read" });
    expect(read(`a=1${"&".repeat(10_000)}`)).toMatchObject({ reason: "too large to read" });
  });
});
