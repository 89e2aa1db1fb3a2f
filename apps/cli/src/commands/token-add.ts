import { roles } from "@signalbox/contract";
import { type Command, UsageError } from "../command.ts";
import { readNumber, readWord } from "../read-option.ts";

export const tokenAdd: Command = {
  words: ["token", "add"],
  usage: "NAME --role ROLE [--days N]",
  about: "make a token for automation, shown once (365 days, at most 366)",
  values: 1,
  options: { role: { type: "string" }, days: { type: "string" } },
  async run(input, cli) {
    const [name = ""] = input.values;
    const role = readWord("role", input.text("role"), roles);
    if (role === undefined) throw new UsageError(`Say what the token may do: --role ${roles.join("|")}.`);
    const expiresInDays = readNumber("days", input.text("days"), { least: 1, most: 366, usual: 365 });
    const made = await cli.server().api.createToken({ body: { name, role, expiresInDays } });
    if (cli.json) cli.print(JSON.stringify(made));
    else {
      cli.print(made.token);
      cli.note(`Shown this once. It may do what ${role} may, until ${made.apiToken.expiresAt ?? "it is revoked"}.`);
    }
    return 0;
  },
};
