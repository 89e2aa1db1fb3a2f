import type { Readable } from "node:stream";
import type { ParseArgsConfig } from "node:util";
import type { ApiClient } from "@signalbox/contract";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What a command is given of the world around it. */
export interface Cli {
  env: Readonly<Record<string, string | undefined>>;
  /** `--json`: print one JSON document and nothing else. */
  json: boolean;
  /** Lines to standard output. */
  print(text: string): void;
  /** Bytes to standard output, as they are. */
  pour(bytes: Readable): Promise<void>;
  /** To standard error: progress and warnings, also under `--json`. */
  note(text: string): void;
  /** Where the running server is, and how to call it; made when first asked for. */
  server(): Server;
  /** A path as the person wrote it, absolute. */
  resolvePath(path: string): string;
  readInput(): Promise<string>;
}

export interface Server {
  url: string;
  /** Null where SIGNALBOX_API_TOKEN is not set. */
  token: string | null;
  api: ApiClient;
}

export interface CommandInput {
  /** What stands after the command's words, in order; all that are needed are there. */
  values: readonly string[];
  /** A `--name value` option; undefined where it was not given. */
  text(name: string): string | undefined;
  /** A `--name` option without a value. */
  flag(name: string): boolean;
  /** A `--name value` option that may be given several times. */
  list(name: string): readonly string[];
}

/** One command: one file below `commands/`. */
export interface Command {
  /** `["ledger", "export"]` */
  words: readonly string[];
  /** What follows the words, for the help: `FILE [--prune]`. */
  usage: string;
  about: string;
  /** How many values must follow the words. */
  values: number;
  options: Options;
  /** Returns the exit code: 0 done, 1 failed, or the command's own. */
  run(input: CommandInput, cli: Cli): Promise<number>;
}

/** The command line does not say what the command needs: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** It can't go on, and the message says why and what to do: exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** More about it for `--json`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.details = details;
  }
}
