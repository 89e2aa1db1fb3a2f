import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, renameSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { StartRefusal } from "../start-refusal.ts";

const format = "signalbox-backup-1";

/** The first line of a backup: what it is of, and what it needs to be restored. */
export interface BackupHeader {
  format: typeof format;
  takenAt: string;
  /** Of the secret key, which is not in it. */
  keyFingerprint: string | null;
  migrations: { number: number; name: string; sha256: string }[];
  partitions: { parent: string; name: string; bound: string }[];
}

/** Then for each table its name, and a line for each row as Postgres prints it; at last how many there were, with the
 *  SHA-256 of all lines before. Gzipped JSON lines: nothing but this program and Postgres is needed to read it. */
export type BackupLine = BackupHeader | { table: string } | string | { rows: number; sha256: string };

/** Writes lines to a file that must not be there yet; it has its name only once it is whole. */
export class BackupWriter {
  readonly #path: string;
  readonly #gzip = createGzip();
  readonly #done: Promise<void>;
  readonly #hash = createHash("sha256");
  #rows = 0;

  /** @throws StartRefusal where the file is there */
  constructor(path: string) {
    if (existsSync(path)) throw new StartRefusal([`${path} is there already: name a new file.`]);
    this.#path = path;
    this.#done = pipeline(this.#gzip, createWriteStream(partOf(path), { mode: 0o600, flush: true }));
    // Whoever waits for the end hears of it.
    this.#done.catch(() => {});
  }

  async line(line: Exclude<BackupLine, { rows: number }>): Promise<void> {
    if (typeof line === "string") this.#rows += 1;
    const text = `${JSON.stringify(line)}\n`;
    this.#hash.update(text);
    if (!this.#gzip.write(text)) await Promise.race([once(this.#gzip, "drain"), this.#done]);
  }

  /** @returns how many rows it holds */
  async end(): Promise<number> {
    this.#gzip.end(`${JSON.stringify({ rows: this.#rows, sha256: this.#hash.digest("hex") })}\n`);
    await this.#done;
    renameSync(partOf(this.#path), this.#path);
    return this.#rows;
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}

export function firstLine(header: Omit<BackupHeader, "format">): BackupHeader {
  return { format, ...header };
}

/** The lines of a backup between its header and its end. Reads it to the end even where nobody wants all of them.
 *  @throws StartRefusal where it is no backup, or not whole */
export async function readBackup(
  path: string,
  take: { header(header: BackupHeader): Promise<void>; line(line: { table: string } | string): Promise<void> },
): Promise<{ header: BackupHeader; rows: number }> {
  if (!existsSync(path)) throw new StartRefusal([`There is no file ${path}.`]);
  const gunzip = createGunzip();
  const source = pipeline(createReadStream(path), gunzip);
  source.catch(() => {});
  const hash = createHash("sha256");
  let header: BackupHeader | null = null;
  let rows = 0;
  let end: { rows: number; sha256: string } | null = null;
  try {
    for await (const text of linesOf(gunzip.setEncoding("utf8"))) {
      if (end !== null) throw notWhole(path);
      const line = parseLine(path, text);
      if (typeof line === "object" && "sha256" in line) {
        end = line;
        continue;
      }
      hash.update(`${text}\n`);
      if (header === null) {
        if (typeof line !== "object" || !("format" in line) || line.format !== format) throw noBackup(path);
        header = line;
        await take.header(header);
      } else {
        if (typeof line === "string") rows += 1;
        await take.line(line as { table: string } | string);
      }
    }
    await source;
  } catch (error) {
    gunzip.destroy();
    const { code, message } = error as NodeJS.ErrnoException;
    // zlib's words for what does not begin as gzip does.
    if (code === "Z_DATA_ERROR" && message === "incorrect header check") throw noBackup(path, error);
    if (code?.startsWith("Z_") || code === "ERR_STREAM_PREMATURE_CLOSE") throw notWhole(path, error);
    throw error;
  }
  if (header === null) throw noBackup(path);
  if (end === null || end.rows !== rows || end.sha256 !== hash.digest("hex")) throw notWhole(path);
  return { header, rows };
}

// Not by readline, which hides that its input ended by an error.
async function* linesOf(stream: AsyncIterable<string>): AsyncGenerator<string> {
  let parts: string[] = [];
  for await (const chunk of stream) {
    const [first = "", ...more] = chunk.split("\n");
    parts.push(first);
    for (const next of more) {
      yield parts.join("");
      parts = [next];
    }
  }
  const rest = parts.join("");
  if (rest !== "") yield rest;
}

function parseLine(path: string, text: string): BackupLine {
  try {
    return JSON.parse(text) as BackupLine;
  } catch (cause) {
    throw notWhole(path, cause);
  }
}

function noBackup(path: string, cause?: unknown): StartRefusal {
  return new StartRefusal([`${path} is no backup of Signalbox. Nothing was changed.`], { cause });
}

function notWhole(path: string, cause?: unknown): StartRefusal {
  return new StartRefusal(
    [`${path} is cut off or was changed: it does not hold what its end says. Nothing was changed; take another one.`],
    { cause },
  );
}
