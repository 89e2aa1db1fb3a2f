import type { Command } from "../command.ts";

export const backup: Command = {
  words: ["backup"],
  usage: "FILE",
  about:
    "write all that is stored into a new file, while Signalbox runs or not (by DATABASE_URL or DATA_DIR); the secret key is not in it",
  values: 1,
  options: {},
  async run(input, cli) {
    const path = cli.resolvePath(input.values[0] ?? "");
    // Loaded here: it takes longer than all that most commands do.
    const pipeline = await import("@signalbox/pipeline");
    const { rows } = await pipeline.backUp({ variables: cli.env, path, log: cli.note });
    if (cli.json) cli.print(JSON.stringify({ path, rows }));
    else cli.print(`${path} holds ${rows} rows. Keep the secret key with it, in another place: it is not in the file.`);
    return 0;
  },
};
