import { parseArgs } from "node:util";
import { ApiError } from "@signalbox/contract";
import { allCommands } from "./all-commands.ts";
import { type Cli, type Command, CommandError, type CommandInput, UsageError } from "./command.ts";
import { describeApiError } from "./connect.ts";

/** Finds the command, runs it, and says what went wrong. Exit codes: 0 done, 1 failed, 2 usage; `plan` has 3. Never throws. */
export async function runCli(args: readonly string[], world: Omit<Cli, "json">): Promise<number> {
  const cli: Cli = { ...world, json: args.includes("--json") };
  if (args.length === 0 || args[0] === "help" || args[0] === "--help" || args[0] === "-h") {
    cli.print(helpText());
    return args.length === 0 ? 2 : 0;
  }
  try {
    const command = findCommand(args);
    const input = readInput(command, args.slice(command.words.length));
    if (input === "help") {
      cli.print(`Usage: signalbox ${command.words.join(" ")} ${command.usage}\n${command.about}`);
      return 0;
    }
    return await command.run(input, cli);
  } catch (error) {
    return report(error, cli);
  }
}

function findCommand(args: readonly string[]): Command {
  const found = allCommands.find((command) => command.words.every((word, index) => args[index] === word));
  if (found !== undefined) return found;
  const near = allCommands.filter((command) => command.words[0] === args[0]).map((command) => command.words.join(" "));
  const hint = near.length > 0 ? `: did you mean ${near.join(" or ")}?` : ". `signalbox help` lists the commands.";
  throw new UsageError(`There is no command "${args.filter((word) => !word.startsWith("-")).join(" ")}"${hint}`);
}

function readInput(command: Command, args: readonly string[]): CommandInput | "help" {
  const usage = `Usage: signalbox ${command.words.join(" ")} ${command.usage}`;
  const { positionals, values } = parse(command, args, usage);
  if (values.help === true) return "help";
  if (positionals.length !== command.values) {
    const what = positionals.length < command.values ? "Something is missing" : `"${positionals.at(-1)}" is too much`;
    throw new UsageError(`${what}. ${usage}`);
  }
  return {
    values: positionals,
    text: (name) => {
      const value = values[name];
      return typeof value === "string" ? value : undefined;
    },
    flag: (name) => values[name] === true,
    list: (name) => (Array.isArray(values[name]) ? values[name].map(String) : []),
  };
}

function parse(
  command: Command,
  args: readonly string[],
  usage: string,
): { positionals: string[]; values: Record<string, unknown> } {
  const common = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { ...command.options, ...common },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}. ${usage}`);
  }
}

function report(error: unknown, cli: Cli): number {
  const code = error instanceof UsageError ? 2 : 1;
  const message = error instanceof ApiError ? describeApiError(error, cli.server()) : wordsOf(error);
  const details = error instanceof CommandError ? error.details : error instanceof ApiError ? apiDetails(error) : {};
  if (cli.json) cli.print(JSON.stringify({ error: { message, ...details } }));
  else cli.note(message);
  return code;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function apiDetails(error: ApiError): Record<string, unknown> {
  return { status: error.status, ...(error.problem?.errors === undefined ? {} : { errors: error.problem.errors }) };
}

function helpText(): string {
  const lines = allCommands.map((command) => [`${command.words.join(" ")} ${command.usage}`, command.about] as const);
  const width = Math.max(...lines.map(([usage]) => usage.length));
  return [
    "Usage: npm run -s signalbox -- COMMAND … [--json]",
    "",
    ...lines.map(([usage, about]) => `  ${usage.padEnd(width)}  ${about}`),
    "",
    "Commands but check talk to a running server: SIGNALBOX_URL (http://127.0.0.1:8787 where it is not set) and",
    "SIGNALBOX_API_TOKEN. Exit codes: 0 done, 1 failed, 2 usage.",
  ].join("\n");
}
