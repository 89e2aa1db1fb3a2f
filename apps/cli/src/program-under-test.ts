import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { programFile } from "@signalbox/testkit";

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the real command line with nothing of the test's surroundings but the given variables. */
export async function runSignalbox(
  args: readonly string[],
  options: { variables?: Record<string, string>; input?: string; folder?: string } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [programFile("signalbox"), ...args], {
    env: { PATH: process.env.PATH, ...options.variables },
    cwd: options.folder,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  child.stdin.end(options.input ?? "");
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? -1, out: out(), err: err() };
}

/** Starts the real server on a database of the test's own and waits until it serves. */
export async function startServer(variables: Record<string, string>): Promise<{ url: string; stop(): Promise<void> }> {
  const { PATH, HOME, TMPDIR } = process.env;
  const PORT = String(await findFreePort());
  const child: ChildProcess = spawn(process.execPath, [programFile("server")], {
    env: { PATH, HOME, TMPDIR, PORT, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      // A worker is nowhere.
      const ready = /is ready(?: at (\S+))?\n/.exec(out());
      if (ready !== null) resolve(ready[1] ?? "");
    };
    child.stdout?.on("data", look);
    void ended.then(() => reject(new Error(`the server ended before it was ready:\n${out()}${err()}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.on("data", (part: Buffer) => {
    text += part.toString();
  });
  return () => text;
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
