import type { Command } from "../command.ts";
import { everyPage } from "../every-page.ts";
import { printTable } from "../print-table.ts";

export const sources: Command = {
  words: ["sources"],
  usage: "[--show-urls]",
  about: "list sources; --show-urls shows the webhook URLs with their tokens, which the journal keeps",
  values: 0,
  options: { "show-urls": { type: "boolean" } },
  async run(input, cli) {
    const { api } = cli.server();
    const items = await everyPage((query) => api.listSources({ query }));
    const urls = new Map<string, string>();
    if (input.flag("show-urls")) {
      for (const { key } of items) urls.set(key, (await api.showSourceUrl({ params: { key } })).url);
    }
    if (cli.json) {
      cli.print(JSON.stringify({ items: items.map((item) => ({ ...item, url: urls.get(item.key) ?? null })) }));
    } else if (items.length === 0) {
      cli.print("There is no source yet. Make one in the app under Sources, or apply a config file.");
    } else {
      const showsUrls = input.flag("show-urls");
      const titles = ["SOURCE", "SENDER", "PROVED BY", "LAST DELIVERY", "24 H", ...(showsUrls ? ["URL"] : [])];
      const rows = items.map((item) => [
        item.key,
        item.sender,
        item.signed ? item.scheme : `${item.scheme} (unsigned)`,
        item.lastDeliveryAt ?? "never",
        item.deliveries24h,
        ...(showsUrls ? [urls.get(item.key) ?? ""] : []),
      ]);
      cli.print(printTable(titles, rows));
    }
    return 0;
  },
};
