import type { Command } from "../command.ts";
import { everyPage } from "../every-page.ts";
import { printTable } from "../print-table.ts";

export const rulesVersions: Command = {
  words: ["rules", "versions"],
  usage: "",
  about: "list the versions of the rules, newest first",
  values: 0,
  options: {},
  async run(_input, cli) {
    const { api } = cli.server();
    const items = await everyPage((query) => api.listRuleSets({ query }));
    if (cli.json) cli.print(JSON.stringify({ items }));
    else {
      const rows = items.map(({ number, state, rules, author, publishedAt, note }) => [
        `v${number}`,
        state === "published" ? "live" : state,
        rules,
        author,
        publishedAt ?? "",
        note,
      ]);
      cli.print(printTable(["VERSION", "STATE", "RULES", "AUTHOR", "PUBLISHED", "NOTE"], rows));
    }
    return 0;
  },
};
