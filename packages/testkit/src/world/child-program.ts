import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ChildProgram {
  name: string;
  pid(): number;
  isRunning(): boolean;
  /** All that it has printed, over restarts. */
  lines(): readonly string[];
  /** What its line of readiness named: an address, or "". Rejects with its last lines when it ends before. */
  ready(): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with exit code or signal once it has ended. */
  ended(): Promise<number | string>;
  /** Kills it where it still runs, and starts it again, by default with the variables of the first time. Resolves when ready. */
  restart(variables?: NodeJS.ProcessEnv): Promise<void>;
  /** SIGTERM, after 10 s SIGKILL, and waits for the end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for the end. */
  end(): Promise<void>;
}

const linesMax = 5_000;
const stopsWithinMs = 10_000;
// The same few programs are started many times over: the second time costs half.
const compileCache = join(tmpdir(), "signalbox-compile-cache");

/** Runs a program with nothing of our own surroundings but PATH; it ends with us. @param isReady finds the line by which
 *  it says that it is ready */
export function startChildProgram(options: {
  name: string;
  file: string;
  variables: NodeJS.ProcessEnv;
  isReady: RegExp;
}): ChildProgram {
  const lines: string[] = [];
  let current = launch(options.variables);

  function launch(variables: NodeJS.ProcessEnv) {
    const child: ChildProcess = spawn(process.execPath, [options.file], {
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, NODE_COMPILE_CACHE: compileCache, ...variables },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
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
          if (lines.length > linesMax) lines.shift();
          const match = options.isReady.exec(line);
          if (match) ready.resolve(match[1] ?? "");
        }
      });
    }
    child.once("exit", (code, signal) => ended.resolve(code ?? signal ?? "unknown"));
    child.once("close", () => {
      ready.reject(new Error(`${options.name} ended before it was ready:\n${lines.slice(-30).join("\n")}`));
    });
    return { child, ready: ready.promise, ended: ended.promise };
  }

  const isRunning = (): boolean => current.child.exitCode === null && current.child.signalCode === null;
  const end = async (): Promise<void> => {
    if (isRunning()) current.child.kill("SIGKILL");
    await current.ended;
  };
  return {
    name: options.name,
    pid: () => current.child.pid ?? 0,
    isRunning,
    lines: () => lines,
    ready: () => current.ready,
    signal: (signal) => void current.child.kill(signal),
    ended: () => current.ended,
    async restart(variables) {
      await end();
      current = launch(variables ?? options.variables);
      await current.ready;
    },
    async stop() {
      if (isRunning()) current.child.kill("SIGTERM");
      const tooLate = setTimeout(() => current.child.kill("SIGKILL"), stopsWithinMs);
      await current.ended;
      clearTimeout(tooLate);
    },
    end,
  };
}
