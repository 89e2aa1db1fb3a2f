import type { Command } from "../command.ts";
import { lineOf, printChanges, readConfigRequest, refuseConfig } from "../send-config.ts";

export const apply: Command = {
  words: ["apply"],
  usage: "FILE [--prune]",
  about: "make a config file live, all of it or nothing; --prune retires what it no longer names",
  values: 1,
  options: { prune: { type: "boolean" } },
  async run(input, cli) {
    const [file = ""] = input.values;
    const body = await readConfigRequest(cli, file, input.flag("prune"));
    const answer = await cli.server().api.applyConfig({ body });
    refuseConfig(file, answer);
    if (cli.json) cli.print(JSON.stringify(answer));
    else {
      for (const warning of answer.warnings) cli.note(lineOf(file, warning, "note"));
      cli.print(answer.changes.length === 0 ? `${file} changed nothing.` : printChanges(answer.changes));
      for (const { source, url } of answer.made) cli.print(`${source} takes webhooks at ${url} (shown this once)`);
    }
    return 0;
  },
};
