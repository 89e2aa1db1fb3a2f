import { setTimeout as sleep } from "node:timers/promises";
import type { Failpoint } from "@signalbox/core";
import { StartRefusal } from "@signalbox/database";

type Fault = { deed: "kill" | "throw" | "hang" | "sleep"; sleepMs: number; onHit: number };

const form = /^([A-Za-z.]+):(kill|throw|hang|sleep:(\d{1,6}))(?:@(\d{1,6}))?$/;

/** Reads `SIGNALBOX_FAILPOINTS`, a comma-separated list such as `ingest.afterCommit:kill@3,ingest.beforeAck:sleep:500`: what happens at the
 *  named place, on its third hit only, or without `@` on each. Unset: nothing ever happens.
 *  @throws StartRefusal for a text of another form. */
export function readFailpoints(text: string | undefined): Failpoint {
  if (!text) return () => {};
  const faults = new Map(text.split(",").map(readFault));
  const hits = new Map<string, number>();
  return (name) => {
    const fault = faults.get(name);
    if (fault === undefined) return;
    const hit = (hits.get(name) ?? 0) + 1;
    hits.set(name, hit);
    if (fault.onHit === 0 || fault.onHit === hit) return commit(name, fault);
  };
}

function readFault(entry: string): [name: string, fault: Fault] {
  const match = form.exec(entry.trim());
  if (match === null)
    throw new StartRefusal([
      "SIGNALBOX_FAILPOINTS must be a list of name:kill|throw|hang|sleep:ms, each with @n or not",
    ]);
  const [, name, deed, sleepMs, onHit] = match;
  const kind = deed!.startsWith("sleep") ? "sleep" : (deed as Fault["deed"]);
  return [name!, { deed: kind, sleepMs: Number(sleepMs ?? 0), onHit: Number(onHit ?? 0) }];
}

function commit(name: string, fault: Fault): Promise<void> {
  switch (fault.deed) {
    case "kill":
      process.kill(process.pid, "SIGKILL");
      return new Promise(() => {});
    case "throw":
      return Promise.reject(new Error(`failpoint ${name}`));
    case "hang":
      return new Promise(() => {});
    case "sleep":
      return sleep(fault.sleepMs);
  }
}
