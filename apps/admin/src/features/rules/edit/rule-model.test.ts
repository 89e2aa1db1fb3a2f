import { describe, expect, it } from "vitest";
import { freeKey, moveItem, printRules, readRules, withField } from "./rule-model.ts";

describe("the rules that forms edit", () => {
  const text =
    'rules:\n  - key: a\n    when: component.tier <= 2 && labels["x"] == "y"\n    do:\n      - ticket:\n          connection: desk\ntests:\n  - name: t\n    content: "{\\"a\\":\\n1}"\n    expect: []\n';

  it("print what was read, with whatever has no form", () => {
    const read = readRules(text)!;
    expect(readRules(printRules(read))).toEqual(read);
    expect(read.tests?.[0]?.content).toBe('{"a":\n1}');
  });

  it.each(["rules: [", "rules: 5", "- a", "rules: [{key: a}]", "rules: [x]"])("are none in %j", (broken) => {
    expect(readRules(broken)).toBeNull();
  });

  it("lose a field that is emptied, and keep the others", () => {
    expect(withField({ key: "a", hold: "5m" }, "hold", "")).toEqual({ key: "a" });
    expect(withField({ key: "a" }, "stop", true)).toEqual({ key: "a", stop: true });
  });

  it("move within their list alone", () => {
    expect(moveItem(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(moveItem(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
    expect(moveItem(["a", "b", "c"], 2, 1)).toEqual(["a", "b", "c"]);
  });

  it("find a key that nobody has", () => {
    expect(freeKey("Checkout: EU", ["checkout-eu", "checkout-eu-2"])).toBe("checkout-eu-3");
    expect(freeKey("→", [])).toBe("rule");
  });
});
