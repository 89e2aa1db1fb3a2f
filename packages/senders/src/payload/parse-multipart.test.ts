import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { readPayload } from "./read-payload.ts";

const read = (text: string) => readPayload({ body: Buffer.from(text), query: "" });
const part = (name: string, value: string) =>
  `--b1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

describe("parseMultipart", () => {
  it("reads the fields of a multipart body, whatever its header says", () => {
    expect(read(`${part("data", '{"a":1}')}${part("msg", "two\r\nlines ")}--b1--\r\n`)).toEqual({
      outcome: "read",
      value: { data: '{"a":1}', msg: "two\r\nlines " },
    });
  });

  it("reads bare line feeds too, and keeps the names of prototypes as names", () => {
    const outcome = read(`${part("__proto__", "x").replaceAll("\r\n", "\n")}--b1--`);
    expect(JSON.stringify(outcome)).toBe('{"outcome":"read","value":{"__proto__":"x"}}');
  });

  it.each([
    ["--"],
    ["--b1"],
    ["--b1\r\n--b1--"],
    ["--b1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b1--"],
    [`--${"b".repeat(100)}\r\n`],
  ])("calls %j unparsable", (body) =>
    expect(read(body)).toMatchObject({ outcome: "unreadable", reason: "unparsable" }),
  );

  it("bounds the parts", () => {
    expect(read(`${part("a", "1").repeat(1_001)}--b1--`)).toMatchObject({ outcome: "unreadable" });
    expect(read(`${part("a", "1").repeat(1_000)}--b1--`)).toMatchObject({ value: { a: "1" } });
  });
});
