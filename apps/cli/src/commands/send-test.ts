import type { Command } from "../command.ts";
import { plainText } from "../print-table.ts";
import { readWord } from "../read-option.ts";

export const sendTest: Command = {
  words: ["send-test"],
  usage: "SOURCE [--kind open|resolve|test] [--key KEY]",
  about: "send a sample of the source's sender, signed and stamped now, to its real URL",
  values: 1,
  options: { kind: { type: "string" }, key: { type: "string" } },
  async run(input, cli) {
    const [source = ""] = input.values;
    const kind = readWord("kind", input.text("kind"), ["open", "resolve", "test"]) ?? "test";
    const key = input.text("key");
    const sent = await cli.server().api.sendTestEvent({
      params: { key: source },
      body: { kind, ...(key === undefined ? {} : { key }) },
    });
    const isTaken = sent.status >= 200 && sent.status < 300;
    if (cli.json) cli.print(JSON.stringify(sent));
    else {
      cli.print(`${source} answered ${sent.status} in ${Math.round(sent.durationMs)} ms: ${plainText(sent.answer)}`);
      if (isTaken && kind === "open") cli.print(`End it with: send-test ${source} --kind resolve --key ${sent.key}`);
    }
    return isTaken ? 0 : 1;
  },
};
