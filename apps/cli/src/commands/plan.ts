import type { Command } from "../command.ts";
import { lineOf, printChanges, readConfigRequest, refuseConfig } from "../send-config.ts";

/** Exit code where the file would change something. */
const wouldChange = 3;

export const plan: Command = {
  words: ["plan"],
  usage: "FILE [--prune]",
  about: "what a config file would change (exit code 3 when something would)",
  values: 1,
  options: { prune: { type: "boolean" } },
  async run(input, cli) {
    const [file = ""] = input.values;
    const body = await readConfigRequest(cli, file, input.flag("prune"));
    const answer = await cli.server().api.planConfig({ body });
    refuseConfig(file, answer);
    if (cli.json) cli.print(JSON.stringify(answer));
    else {
      for (const warning of answer.warnings) cli.note(lineOf(file, warning, "note"));
      cli.print(answer.changes.length === 0 ? `${file} would change nothing.` : printChanges(answer.changes));
    }
    return answer.changes.length === 0 ? 0 : wouldChange;
  },
};
