import { randomBytes } from "node:crypto";
import { roles } from "@signalbox/contract";
import { type Command, UsageError } from "../command.ts";
import { readWord } from "../read-option.ts";

export const userAdd: Command = {
  words: ["user", "add"],
  usage: "EMAIL --role ROLE [--name NAME] [--password-stdin]",
  about: `add a person (${roles.join(", ")}); without --password-stdin a password is made and shown once`,
  values: 1,
  options: { role: { type: "string" }, name: { type: "string" }, "password-stdin": { type: "boolean" } },
  async run(input, cli) {
    const [email = ""] = input.values;
    const role = readWord("role", input.text("role"), roles);
    if (role === undefined) throw new UsageError(`Say what the person may do: --role ${roles.join("|")}.`);
    const given = input.flag("password-stdin") ? (await cli.readInput()).replace(/\r?\n$/, "") : null;
    const password = given ?? randomBytes(15).toString("base64url");
    const name = input.text("name") ?? email;
    const user = await cli.server().api.createUser({ body: { email, name, password, role } });
    if (cli.json) cli.print(JSON.stringify({ user, password: given === null ? password : null }));
    else {
      cli.print(`${user.email} can sign in at ${cli.server().url} as ${user.role}.`);
      if (given === null) cli.print(`Password, shown this once: ${password}`);
    }
    return 0;
  },
};
