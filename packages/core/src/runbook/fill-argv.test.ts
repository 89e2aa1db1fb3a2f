import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillArgv, parametersOf, showArgv } from "./fill-argv.ts";

describe("fillArgv", () => {
  it("puts values where their names stand, whole or as part of an argument", () => {
    const argv = ["/usr/bin/systemctl", "restart", "{unit}", "--lines={count}", "{}", "{Unit}"];
    expect(parametersOf(argv)).toEqual(["unit", "count"]);
    expect(fillArgv(argv, { unit: "a b; c", count: "5" })).toEqual({
      outcome: "filled",
      argv: ["/usr/bin/systemctl", "restart", "a b; c", "--lines=5", "{}", "{Unit}"],
    });
  });

  it("lets no value turn into an option", () => {
    expect(fillArgv(["/bin/ls", "{path}"], { path: "--help" }).outcome).toBe("refused");
    expect(fillArgv(["/bin/ls", "--", "{path}"], { path: "-rf" }).outcome).toBe("refused");
    expect(fillArgv(["/bin/nice", "{n}"], { n: "-5" })).toMatchObject({ argv: ["/bin/nice", "-5"] });
    expect(fillArgv(["/bin/ls", "./{path}"], { path: "-rf" })).toMatchObject({ argv: ["/bin/ls", "./-rf"] });
  });

  it("keeps as many arguments as there were, and fills no value twice", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const filled = fillArgv(["/bin/x", "a{one}", "{other}", "b"], { one, other });
        return filled.outcome === "refused" || (filled.argv.length === 4 && filled.argv[1] === `a${one}`);
      }),
    );
    expect(fillArgv(["/bin/x", "a{one}"], { one: "{other}", other: "x" })).toMatchObject({
      argv: ["/bin/x", "a{other}"],
    });
  });
});

it("shows an argv as a shell would read it", () => {
  expect(showArgv(["/bin/echo", "it's", "a b", "--x=1"])).toBe(`/bin/echo 'it'\\''s' 'a b' --x=1`);
});
