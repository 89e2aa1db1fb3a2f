import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export type ChildMessage = { kind: "ready"; notices: string[] } | { kind: "stop" };

export type SupervisedChild = {
  /** Resolves at its first "ready" with what it wants to be printed; rejects when it ends before. */
  ready: Promise<string[]>;
  /** Asks it to end, and ends it the hard way after `withinMs`. */
  stop(withinMs: number): Promise<void>;
};

const restartDelaysMs = [0, 1_000, 2_000, 5_000, 10_000];
const steadyAfterMs = 60_000;

/** Runs one of our programs as a child and starts it again whenever it dies, later and later until it holds a minute. */
export function superviseChild(options: {
  name: string;
  command: string[];
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}): SupervisedChild {
  const { name, log } = options;
  const first = Promise.withResolvers<string[]>();
  first.promise.catch(() => {});
  let isReady = false;
  let stopping = false;
  let failures = 0;
  let current: ChildProcess | null = null;
  const ended = Promise.withResolvers<void>();

  const launch = (): void => {
    const startedAt = Date.now();
    const child = spawn(process.execPath, options.command, {
      env: options.env,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    current = child;
    child.on("message", (message: ChildMessage) => {
      if (message.kind !== "ready") return;
      if (isReady) log(`The ${name} process runs again`);
      isReady = true;
      first.resolve(message.notices);
    });
    child.on("error", (error) => log(`The ${name} process: ${error.message}`));
    child.once("close", (code, signal) => void relaunch(startedAt, signal ?? `exit ${code}`));
  };
  const relaunch = async (startedAt: number, how: string): Promise<void> => {
    current = null;
    if (!stopping && !isReady) first.reject(new Error(`the ${name} process ended before it was ready (${how})`));
    if (stopping || !isReady) return ended.resolve();
    failures = Date.now() - startedAt > steadyAfterMs ? 0 : failures + 1;
    const delayMs = restartDelaysMs[Math.min(failures, restartDelaysMs.length) - 1] ?? 0;
    log(`The ${name} process ended (${how}); starting it again${delayMs > 0 ? ` in ${delayMs / 1000} s` : ""}`);
    await sleep(delayMs);
    if (stopping) return ended.resolve();
    launch();
  };
  launch();

  return {
    ready: first.promise,
    async stop(withinMs) {
      stopping = true;
      if (!current) return;
      const child: ChildProcess = current;
      if (child.connected) child.send({ kind: "stop" } satisfies ChildMessage, () => {});
      else child.kill("SIGTERM");
      const tooLate = setTimeout(() => {
        log(`The ${name} process did not end within ${withinMs / 1000} s; ending it`);
        child.kill("SIGKILL");
      }, withinMs);
      await ended.promise;
      clearTimeout(tooLate);
    },
  };
}
