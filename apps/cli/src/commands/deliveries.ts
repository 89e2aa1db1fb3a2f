import type { Command } from "../command.ts";
import { everyPage } from "../every-page.ts";
import { printTable } from "../print-table.ts";
import { readNumber, readWord } from "../read-option.ts";

export const deliveries: Command = {
  words: ["deliveries"],
  usage: "[--source KEY] [--state STATE] [--search TEXT] [--limit N]",
  about: "list deliveries, received last first (50, at most 5000)",
  values: 0,
  options: {
    source: { type: "string" },
    state: { type: "string" },
    search: { type: "string" },
    limit: { type: "string" },
  },
  async run(input, cli) {
    const state = readWord("state", input.text("state"), ["received", "processed", "ignored", "failed"]);
    const limit = readNumber("limit", input.text("limit"), { least: 1, most: 5_000, usual: 50 });
    const source = input.text("source");
    const search = input.text("search");
    const filter = {
      ...(source === undefined ? {} : { source }),
      ...(state === undefined ? {} : { state }),
      ...(search === undefined ? {} : { q: search }),
    };
    const { api } = cli.server();
    const items = await everyPage((query) => api.listDeliveries({ query: { ...filter, ...query } }), limit);
    if (cli.json) cli.print(JSON.stringify({ items }));
    else if (items.length === 0) cli.print("No delivery is like that.");
    else {
      const rows = items.map((item) => [
        item.receivedAt,
        item.id,
        item.source,
        item.state,
        item.duplicates,
        item.reason ?? item.summary,
      ]);
      cli.print(printTable(["RECEIVED", "DELIVERY", "SOURCE", "STATE", "REPEATS", "ABOUT"], rows));
    }
    return 0;
  },
};
