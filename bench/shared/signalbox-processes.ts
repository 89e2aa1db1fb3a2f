import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findFreePort } from "@signalbox/database";

const program = fileURLToPath(new URL("../../dist/server.js", import.meta.url));
const readyWithinMs = 120_000;

export type Signalbox = { port: number; pid: number; stop(): Promise<void> };

/** The real program in role `api` or `worker`, as an installation runs it. */
export async function startSignalbox(
  role: "api" | "worker",
  options: { databaseUrl: string; secretKey: Buffer; dataDir: string; variables?: NodeJS.ProcessEnv },
): Promise<Signalbox> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH ?? "",
      SIGNALBOX_ROLE: role,
      PORT: String(port),
      DATA_DIR: options.dataDir,
      DATABASE_URL: options.databaseUrl,
      SIGNALBOX_SECRET_KEY: options.secretKey.toString("base64"),
      LOG_LEVEL: "warn",
      ...options.variables,
    },
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  };
  try {
    await ready(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, pid: child.pid!, stop };
}

async function ready(child: ChildProcess, port: number): Promise<void> {
  const until = performance.now() + readyWithinMs;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`Signalbox ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("Signalbox was not ready in time");
}
