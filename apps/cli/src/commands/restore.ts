import type { Command } from "../command.ts";

export const restore: Command = {
  words: ["restore"],
  usage: "FILE",
  about:
    "fill an empty database from a backup, with outbound switched off until a person switches it on; Signalbox must not run",
  values: 1,
  options: {},
  async run(input, cli) {
    const path = cli.resolvePath(input.values[0] ?? "");
    // Loaded here: it takes longer than all that most commands do.
    const pipeline = await import("@signalbox/pipeline");
    const { takenAt, rows, heldBack } = await pipeline.restore({ variables: cli.env, path, log: cli.note });
    if (cli.json) cli.print(JSON.stringify({ takenAt, rows, heldBack }));
    else {
      cli.print(`Restored ${rows} rows as they were at ${takenAt}.`);
      cli.print(
        `Nothing goes out before somebody switches outbound on, in the app under Settings. ${heldBack} actions waited then: each is looked for outside first.`,
      );
    }
    return 0;
  },
};
