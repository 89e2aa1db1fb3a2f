import { spawn } from "node:child_process";
import type { AttemptOutcome } from "@signalbox/core";
import type { CallResult } from "../outbound/call-outside.ts";
import { hashFile } from "./hash-file.ts";
import type { OutputSink } from "./output-sink.ts";
import type { ResolvedCommand } from "./resolve-command.ts";
import { lookUpUser } from "./system-user.ts";

/** After so long a command that was told to end is killed. */
const killAfterMs = 5_000;
/** What a command leaves behind may hold its output open: for so long it is listened to after the command has ended. */
const listenAfterMs = 1_000;
const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Runs a command without a shell, in a process group of its own, with nothing of this process's surroundings but what the
 *  file passes on. Its files are looked at once more right before. Where it is over the answer has its exit code; where the
 *  process stops meanwhile nobody knows what it has done. Never throws. */
export async function runCommand(
  command: ResolvedCommand,
  limits: { signal?: AbortSignal; output: OutputSink; surroundings: NodeJS.ProcessEnv },
): Promise<CallResult> {
  const startedAt = performance.now();
  const failed = (outcome: AttemptOutcome): CallResult => ({
    result: "failed",
    outcome,
    durationMs: Math.round(performance.now() - startedAt),
  });
  const refused = (detail: string): CallResult => failed({ outcome: "permanent", reason: "invalid-request", detail });
  for (const { path: file, sha256 } of command.files) {
    const now = await hashFile(file);
    if (now.outcome !== "hashed" || now.sha256 !== sha256)
      return refused(`${file} was changed just now: it was not run`);
  }
  const user = await lookUpUser(command.user);
  if (user.outcome === "refused") return refused(user.reason);
  if (limits.signal?.aborted) return refused("the worker is stopping: it was not run");
  const { argv, cwd, passEnv, env, timeoutMs } = command;
  const passed = passEnv.flatMap((name) => {
    const value = limits.surroundings[name];
    return value === undefined ? [] : [[name, value]];
  });
  const base = { PATH: path, HOME: user.home, USER: user.name, LOGNAME: user.name, LANG: "C.UTF-8" };

  return new Promise((resolve) => {
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd,
      env: { ...base, ...Object.fromEntries(passed), ...env },
      ...(user.identity ?? {}),
      shell: false,
      // A group of its own, so that what it starts ends with it.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let ending: "timeout" | "stopping" | null = null;
    const timers: NodeJS.Timeout[] = [];
    const end = (why: "timeout" | "stopping"): void => {
      if (ending !== null) return;
      ending = why;
      signalGroup(child.pid, "SIGTERM");
      timers.push(setTimeout(() => signalGroup(child.pid, "SIGKILL"), killAfterMs));
    };
    const onAbort = (): void => end("stopping");
    timers.push(setTimeout(() => end("timeout"), timeoutMs));
    limits.signal?.addEventListener("abort", onAbort);
    child.stdout.on("data", (chunk: Buffer) => limits.output.add("out", chunk));
    child.stderr.on("data", (chunk: Buffer) => limits.output.add("err", chunk));
    const conclude = (result: CallResult): void => {
      for (const timer of timers) clearTimeout(timer);
      limits.signal?.removeEventListener("abort", onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(result);
    };
    child.once("error", (error: NodeJS.ErrnoException) =>
      conclude(refused(`${argv[0]} could not be started (${error.code ?? "?"}): it was not run`)),
    );
    const conclusionOf = (code: number | null, signal: NodeJS.Signals | null): CallResult => {
      if (ending === "stopping") {
        const detail = "the worker was stopped while it ran, and ended it: nobody knows how far it came";
        return failed({ outcome: "unknown", reason: "timed-out", detail });
      }
      if (ending === "timeout") {
        const detail = `it did not end within ${timeoutMs / 1_000} s, and was ended`;
        return failed({ outcome: "permanent", reason: "timed-out", detail });
      }
      if (code === null) {
        return failed({
          outcome: "permanent",
          reason: "run-failed",
          detail: `it was ended by ${signal ?? "a signal"}`,
        });
      }
      const durationMs = Math.round(performance.now() - startedAt);
      return { result: "answered", answer: { status: code, headers: {}, body: "", bodyCut: false }, durationMs };
    };
    child.once("exit", (code, signal) => {
      // What it left in its group has no business any more.
      signalGroup(child.pid, ending === null ? "SIGTERM" : "SIGKILL");
      const result = conclusionOf(code, signal);
      const listening = setTimeout(() => {
        signalGroup(child.pid, "SIGKILL");
        conclude(result);
      }, listenAfterMs);
      child.once("close", () => {
        clearTimeout(listening);
        conclude(result);
      });
    });
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
