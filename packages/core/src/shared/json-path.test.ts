import { describe, expect, it } from "vitest";
import { isJsonPath, readJsonPath } from "./json-path.ts";

const answer = { id: 7, items: [{ id: "a", "x y": 1 }, { id: "b" }], deep: { er: null } };

describe("readJsonPath", () => {
  it.each([
    ["$", [answer]],
    ["$.id", [7]],
    ["$.items[0].id", ["a"]],
    ["$.items[*].id", ["a", "b"]],
    ['$.items[0]["x y"]', [1]],
    ["$['deep'].er", [null]],
    ["$.items[9].id", []],
    ["$.id.nothing", []],
    ["$.constructor", []],
    ["$.items.length", []],
    ["$.__proto__", []],
  ])("reads %s", (path, found) => {
    expect(readJsonPath(path, answer)).toEqual(found);
  });

  it.each(["", "id", "$.", "$..id", "$.items[-1]", "$.items[?(@.id)]", "$.a b", "$['a\\'b']"])("refuses %j", (path) => {
    expect(isJsonPath(path)).toBe(false);
    expect(() => readJsonPath(path, answer)).toThrow(RangeError);
  });
});
