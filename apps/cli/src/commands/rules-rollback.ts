import type { Command } from "../command.ts";
import { readVersion } from "./rules-diff.ts";

export const rulesRollback: Command = {
  words: ["rules", "rollback"],
  usage: "VERSION [--note TEXT]",
  about: "make what an earlier version of the rules said live again, as the next version",
  values: 1,
  options: { note: { type: "string" } },
  async run({ values: [given = ""], text }, cli) {
    const number = readVersion(given);
    const { api } = cli.server();
    const live = await api.getLiveRuleSet();
    const body = { over: live.number ?? 0, note: text("note") ?? "" };
    const restored = await api.restoreRuleSet({ params: { number }, body });
    if (cli.json) cli.print(JSON.stringify(restored));
    else cli.print(`v${restored.number} is live: it says what v${number} said.`);
    return 0;
  },
};
