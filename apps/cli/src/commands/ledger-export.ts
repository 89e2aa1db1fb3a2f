import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ApiError, apiUrl, ledgerPeriod } from "@signalbox/contract";
import { type Cli, type Command, CommandError, UsageError } from "../command.ts";
import { everyPage } from "../every-page.ts";

export const ledgerExport: Command = {
  words: ["ledger", "export"],
  usage:
    "[--period 2026-11] [--format csv|xlsx|jsonl] [--known-on 2026-11-15] [--component KEY] [--team KEY] [--bom] [--output FILE]",
  about: "the ledger of a month as a file, its control block beside it (--json without --output: its entries)",
  values: 0,
  options: {
    period: { type: "string" },
    "known-on": { type: "string" },
    component: { type: "string" },
    team: { type: "string" },
    format: { type: "string" },
    bom: { type: "boolean" },
    output: { type: "string" },
  },
  async run(input, cli) {
    const period = input.text("period");
    if (period !== undefined && !ledgerPeriod.safeParse(period).success) {
      throw new UsageError(`--period is a month such as 2026-11, not "${period}".`);
    }
    const format = input.text("format") ?? "csv";
    if (!["csv", "xlsx", "jsonl"].includes(format)) {
      throw new UsageError(`--format is csv, xlsx or jsonl, not "${format}".`);
    }
    const component = input.text("component");
    const team = input.text("team");
    const knownOn = input.text("known-on");
    const filter = {
      ...(period === undefined ? {} : { period }),
      ...(component === undefined ? {} : { component }),
      ...(team === undefined ? {} : { team }),
      ...(knownOn === undefined ? {} : { knownOn }),
    };
    const output = input.text("output");
    if (cli.json && output === undefined) {
      const { api } = cli.server();
      const items = await everyPage((query) => api.listLedgerEntries({ query: { ...filter, ...query } }));
      cli.print(JSON.stringify({ items }));
      return 0;
    }
    const query = { ...filter, format, ...(input.flag("bom") ? { bom: "true" } : {}) };
    const { body, control } = await openExport(cli, query);
    if (output === undefined) {
      await cli.pour(body);
      return 0;
    }
    const path = cli.resolvePath(output);
    const written = await writeWhole(body, path);
    await writeFile(`${path}.control.json`, `${JSON.stringify({ ...control, sha256: written.sha256 }, null, 2)}\n`);
    if (cli.json) cli.print(JSON.stringify({ file: path, ...written, control }));
    else cli.note(`${path}: ${written.bytes} bytes, SHA-256 ${written.sha256}`);
    return 0;
  },
};

async function openExport(
  cli: Cli,
  query: Record<string, string>,
): Promise<{ body: Readable; control: Record<string, string> }> {
  const server = cli.server();
  const url = apiUrl("exportLedger", { query }, server.url);
  const headers = server.token === null ? {} : { authorization: `Bearer ${server.token}` };
  const answer = await fetch(url, { headers }).catch(() => null);
  if (answer === null) throw new ApiError(0, null);
  // The typed client says what the server has against it; a file this large is streamed without it.
  if (!answer.ok) await server.api.exportLedger({ query: query as { period?: string } });
  if (answer.body === null) throw new CommandError(`${server.url} sent no file. Try again.`);
  return { body: Readable.fromWeb(answer.body), control: controlOf(answer.headers) };
}

/** `x-ledger-weighted-seconds` → `weighted_seconds`. */
function controlOf(headers: Headers): Record<string, string> {
  const named = [...headers].filter(([name]) => name.startsWith("x-ledger-"));
  return Object.fromEntries(named.map(([name, value]) => [name.slice("x-ledger-".length).replaceAll("-", "_"), value]));
}

/** Writes beside the file and renames it, so that a broken transfer leaves no half month behind. */
async function writeWhole(answer: Readable, path: string): Promise<{ bytes: number; sha256: string }> {
  const unfinished = `${path}.unfinished`;
  const hash = createHash("sha256");
  let bytes = 0;
  const count = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      bytes += part.length;
      done(null, part);
    },
  });
  try {
    await pipeline(answer, count, createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new CommandError(`${path} was not written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { bytes, sha256: hash.digest("hex") };
}
