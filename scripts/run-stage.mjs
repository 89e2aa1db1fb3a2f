// Runs one stage of the tests in a process group of its own, so that whatever it started can be ended with it.
import { spawn } from "node:child_process";
import { root } from "./bootstrap.mjs";

const running = new Set();

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<boolean>} whether it ended with 0
 */
export function runStage(command, args, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: environment,
      stdio: ["ignore", "inherit", "inherit"],
      detached: process.platform !== "win32",
    });
    running.add(child);
    child.on("error", reject);
    child.on("close", (code) => {
      running.delete(child);
      endGroup(child, "SIGKILL");
      resolve(code === 0);
    });
  });
}

/** Asks all stages that run to end, and after 5 s ends them. */
export async function endRunningStages() {
  for (const child of running) endGroup(child, "SIGTERM");
  const deadline = Date.now() + 5_000;
  while (running.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
  for (const child of running) endGroup(child, "SIGKILL");
}

function endGroup(child, signal) {
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
