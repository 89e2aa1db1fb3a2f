import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type Child<Order> = {
  /** Sends an order and waits for its result. */
  ask<Result>(order: Order): Promise<Result>;
  stop(): Promise<void>;
};

/** Starts a program of ours. It ends with us. */
export function startChild<Order extends object>(
  file: URL,
  args: string[] = [],
): { child: ChildProcess } & Child<Order> {
  const child = fork(fileURLToPath(file), args);
  return {
    child,
    async ask<Result>(order: Order): Promise<Result> {
      child.send(order);
      return nextMessage<Result>(child);
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

export async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a program of the benchmark ended with ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as Message);
    });
  });
}
