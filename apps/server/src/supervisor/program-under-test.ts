import { type ChildProcess, spawn } from "node:child_process";
import { dirname } from "node:path";
import { programFile } from "@signalbox/testkit";

export type Program = {
  pid: number;
  lines: string[];
  /** Resolves with the address once it said that it is ready; rejects with its lines when it ends before. */
  ready(): Promise<string>;
  /** Resolves with the exit code, or the signal's name, when the program itself has ended. */
  ended(): Promise<number | string>;
  /** To the whole process group (supervisor, api, worker), as a terminal does; Postgres has a group of its own. */
  killGroup(signal: NodeJS.Signals): void;
};

/** Runs the real server with nothing of the test's surroundings but the given variables. */
export function startProgram(options: {
  variables: NodeJS.ProcessEnv;
  args?: string[];
  as?: { uid: number; gid: number };
  program?: { node: string; main: string };
}): Program {
  const { node, main: file } = options.program ?? { node: process.execPath, main: programFile("server") };
  const child: ChildProcess = spawn(node, [file, ...(options.args ?? [])], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...options.variables },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    cwd: dirname(file),
    ...options.as,
  });
  const lines: string[] = [];
  const ready = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<number | string>();
  ready.promise.catch(() => {});
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.on("data", (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        const address = /is ready at (\S+)/.exec(line)?.[1];
        if (address) ready.resolve(address);
      }
    });
  }
  child.once("exit", (code, signal) => ended.resolve(code ?? signal ?? "unknown"));
  child.once("close", () => ready.reject(new Error(`ended before it was ready:\n${lines.join("\n")}`)));
  return {
    pid: child.pid ?? 0,
    lines,
    ready: () => ready.promise,
    ended: () => ended.promise,
    killGroup(signal) {
      try {
        process.kill(-(child.pid ?? 0), signal);
      } catch {
        // Everyone has ended.
      }
    },
  };
}
