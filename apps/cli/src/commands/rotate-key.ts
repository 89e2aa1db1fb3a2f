import type { Command } from "../command.ts";

export const rotateKey: Command = {
  words: ["rotate-key"],
  usage: "",
  about: "encrypt all stored credentials with a new secret key; Signalbox must not run",
  values: 0,
  options: {},
  async run(_input, cli) {
    // Loaded here: it takes longer than all that most commands do.
    const pipeline = await import("@signalbox/pipeline");
    const { secrets, keyFile } = await pipeline.rotateKey({ variables: cli.env, log: cli.note });
    if (cli.json) cli.print(JSON.stringify({ secrets, keyFile }));
    else {
      cli.print(`${secrets} credentials are encrypted with the new key.`);
      if (keyFile === null) cli.print("Start Signalbox with it as SIGNALBOX_SECRET_KEY, and keep a copy.");
      else cli.print(`It is in ${keyFile}: keep a copy. Backups taken before need the old one.`);
    }
    return 0;
  },
};
