import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readRunbookFile } from "./runbook-file.ts";

const file = (more: string) => `
version: 1
runbooks:
  - key: restart
    argv: [/usr/bin/systemctl, restart, "{unit}"]
    parameters: {unit: {type: choice, of: [checkout, worker]}}
    destructive: true
${more}`;

const problemsOf = (text: string) => {
  const read = readRunbookFile(text);
  return read.outcome === "refused" ? read.problems.map(({ line, message }) => `${line}: ${message}`) : [];
};

describe("readRunbookFile", () => {
  it("reads a runbook, with what is left out as it is by default", () => {
    expect(readRunbookFile(file("    timeout: 5m\n    user: deploy"))).toEqual({
      outcome: "read",
      runbooks: [
        {
          key: "restart",
          name: "restart",
          about: "",
          argv: ["/usr/bin/systemctl", "restart", "{unit}"],
          parameters: { unit: { type: "choice", of: ["checkout", "worker"] } },
          cwd: "/",
          user: "deploy",
          env: {},
          passEnv: [],
          timeoutMs: 300_000,
          outputBytesMax: 65_536,
          destructive: true,
          coolDownMs: null,
          sha256: null,
        },
      ],
    });
  });

  it.each<[string, string, string]>([
    ["a shell's line", file("").replace("[/usr/bin/systemctl, restart", "[systemctl, restart"), "absolute path"],
    ["an executable by parameter", file("").replace("/usr/bin/systemctl", '"/usr/bin/{unit}"'), "without parameters"],
    ["a name that is no parameter", file("").replace('"{unit}"', '"{unit}{more}"'), "{more} stands for no parameter"],
    ["a parameter that nothing uses", file("").replace('"{unit}"', "checkout"), "does not use this parameter"],
    ["a text without a pattern", file("").replace("choice, of: [checkout, worker]", "text"), '"pattern" is missing'],
    ["a pattern that can't be read", file("").replace("choice, of: [checkout, worker]", 'text, pattern: "("'), "RE2"],
    ["an unknown field", file("    shell: true"), '"shell" is not known here'],
    ["a day's command", file("    timeout: 24h"), "1h at most"],
    ["no word on whether it destroys", file("").replace("    destructive: true\n", ""), '"destructive" is missing'],
    ["a key twice", file("  - {key: restart, argv: [/bin/true], destructive: false}"), "stands twice"],
    ["no version", file("").replace("version: 1", ""), "missing"],
    ["what is no YAML", "runbooks: [", "not closed"],
  ])("refuses %s", (_name, text, words) => {
    const problems = problemsOf(text);
    expect(problems.join("\n")).toContain(words);
    expect(problems.every((line) => Number(line.split(":")[0]) >= 1)).toBe(true);
  });
});

it("reads the example of the guide, each of whose runbooks says what it does", () => {
  const read = readRunbookFile(readFileSync(new URL("../../../../examples/runbooks.yaml", import.meta.url), "utf8"));
  if (read.outcome !== "read") throw new Error(JSON.stringify(read.problems));
  expect(read.runbooks.map(({ key }) => key)).toEqual(["restart-unit", "show-unit", "free-disk", "drain-node"]);
  expect(read.runbooks.every(({ about }) => about.length > 10)).toBe(true);
});
