import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Server } from "./command.ts";
import { connect } from "./connect.ts";
import { runCli } from "./run-cli.ts";

// npm runs scripts in the folder of package.json and says in INIT_CWD where the person stood.
const folder =
  process.env.npm_lifecycle_event === "signalbox" ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();
let server: Server | null = null;

// The reader of a pipe went away (`| head`): there is nobody left to tell.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  print: (line) => void process.stdout.write(line.endsWith("\n") ? line : `${line}\n`),
  pour: (bytes) => pipeline(bytes, process.stdout, { end: false }),
  note: (line) => void process.stderr.write(`${line}\n`),
  server: () => {
    server ??= connect(process.env);
    return server;
  },
  resolvePath: (path) => resolve(folder, path),
  readInput: () => text(process.stdin),
});
