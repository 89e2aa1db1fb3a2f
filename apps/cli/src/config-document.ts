import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Cli, CommandError } from "./command.ts";

const fileBytesMax = 4 * 1024 * 1024;

/** A config file as it lies on the disk, with the way to what it names beside it. */
export interface ConfigDocument {
  path: string;
  text: string;
  /** A file that the config names: beside it, else below the folder above it or the one where the person stands; null where
   *  there is none. */
  readDelivery(path: string): string | null;
}

/** Throws CommandError where the file can't be read. */
export function readConfigDocument(cli: Cli, given: string): ConfigDocument {
  const path = cli.resolvePath(given);
  const text = readText(path);
  if (text === null) throw new CommandError(`There is no file ${path}.`);
  const folders = [dirname(path), dirname(dirname(path)), cli.resolvePath("."), process.cwd()];
  const readDelivery = (name: string): string | null => {
    const there = folders.map((folder) => resolve(folder, name)).find((place) => existsSync(place));
    return there === undefined ? null : readText(there);
  };
  return { path, text, readDelivery };
}

function readText(path: string): string | null {
  if (!existsSync(path) || !statSync(path).isFile()) return null;
  if (statSync(path).size > fileBytesMax) throw new CommandError(`${path} is larger than 4 MiB.`);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandError(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
