import type { Command } from "../command.ts";

export const exportConfig: Command = {
  words: ["export"],
  usage: "",
  about: "print what is live as a config file; credentials stand as {kept: true}",
  values: 0,
  options: {},
  async run(_input, cli) {
    const text = await cli.server().api.exportConfig();
    cli.print(cli.json ? JSON.stringify({ text }) : text);
    return 0;
  },
};
