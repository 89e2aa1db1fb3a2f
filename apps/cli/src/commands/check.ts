import { checkConfig } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import type { Command } from "../command.ts";
import { readConfigDocument } from "../config-document.ts";
import { lineOf } from "../send-config.ts";

/** Needs no server, no database and no variables. */
export const check: Command = {
  words: ["check"],
  usage: "FILE",
  about: "check a config file and run its tests; needs no server",
  values: 1,
  options: {},
  async run({ values: [file = ""] }, cli) {
    const document = readConfigDocument(cli, file);
    // Loaded here alone: it brings every connection kind and takes a while, which other commands don't need.
    const { knownWorld, testConfigFile } = await import("@signalbox/pipeline");
    const { readable, problems, warnings } = checkConfig(document.text, {
      compileRuleSet,
      world: knownWorld({ readDelivery: document.readDelivery }),
      runTests: (read) => testConfigFile(read, document.readDelivery),
    });
    const isGood = problems.length === 0;
    if (cli.json) cli.print(JSON.stringify({ ok: isGood, problems, warnings }));
    else {
      for (const problem of problems) cli.print(lineOf(file, problem, "error"));
      for (const warning of warnings) cli.print(lineOf(file, warning, "note"));
      const notes = warnings.length > 0 ? `, ${count(warnings.length, "note")}` : "";
      const tests = readable?.tests?.length ?? 0;
      const passed = isGood && tests > 0 ? `, ${count(tests, "test")} passed` : "";
      cli.print(`${file}: ${isGood ? "no errors" : count(problems.length, "error")}${passed}${notes}`);
    }
    return isGood ? 0 : 1;
  },
};

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
