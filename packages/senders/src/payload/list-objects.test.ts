import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listObjects } from "./list-objects.ts";

function read(text: string): unknown {
  const list = listObjects(Buffer.from(text));
  return list === null ? null : JSON.parse(Buffer.from(list).toString("utf8"));
}

describe("listObjects", () => {
  it("reads any objects one after another, whatever stands in them and between them", () => {
    const value = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 2, maxLength: 5 });
    const space = fc.constantFrom("", " ", "\n", "\r\n\t");
    fc.assert(
      fc.property(value, space, (objects, between) => {
        const text = objects.map((one) => JSON.stringify(one)).join(between);
        expect(read(`${between}${text}${between}`)).toEqual(JSON.parse(JSON.stringify(objects)));
      }),
    );
  });

  it.each(["", "{}", " {} ", "[]", "[{}][{}]", "{}[]", "{},{}", "{}x{}", "{}{", "}{", "{}}{", '"a""b"', "1 2"])(
    "takes %j for something else",
    (text) => {
      expect(listObjects(Buffer.from(text))).toBeNull();
    },
  );
});
