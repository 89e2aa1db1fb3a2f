import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartRefusal } from "../start-refusal.ts";

type Holder = { pid: number; processStart: string; since: string };

/** Makes this process the only one that uses the data folder. The lock of a process that is gone is taken over; a pid
 *  that was given to another process since does not count. @returns release. @throws StartRefusal naming the holder. */
export async function lockDataDir(dataDir: string): Promise<() => void> {
  const lock = join(dataDir, "signalbox.lock");
  const own: Holder = {
    pid: process.pid,
    processStart: processStartOf(process.pid) ?? "",
    since: new Date().toISOString(),
  };
  const text = JSON.stringify(own);
  const mine = `${lock}.${process.pid}`;
  for (;;) {
    writeFileSync(mine, text, { mode: 0o644 });
    const isTaken = tryLink(mine, lock);
    rmSync(mine, { force: true });
    if (isTaken) break;
    const found = readFileIfThere(lock);
    if (found === null) continue;
    const holder = parseHolder(found);
    if (holder && processStartOf(holder.pid) === holder.processStart) {
      throw new StartRefusal([
        `${dataDir} is in use by another Signalbox: process ${holder.pid}, running since ${holder.since}`,
      ]);
    }
    takeAway(lock, found);
  }
  // Where several starts found the same dead holder, the last link stands; whoever lost sees it here.
  await sleep(50);
  if (readFileIfThere(lock) !== text) return lockDataDir(dataDir);
  return () => {
    if (readFileIfThere(lock) === text) rmSync(lock, { force: true });
  };
}

// Renaming is atomic: of several that find a dead holder one gets the file, and sees whether it was still that one.
function takeAway(lock: string, expected: string): void {
  const aside = `${lock}.${process.pid}.dead`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (readFileIfThere(aside) !== expected) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function parseHolder(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}

/** What tells a process from a later one with the same pid: its start time on Linux; elsewhere only that it lives. */
function processStartOf(pid: number): string | null {
  if (process.platform === "linux") {
    const stat = readFileIfThere(`/proc/${pid}/stat`);
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields && fields[0] !== "Z" ? (fields[19] ?? null) : null;
  }
  try {
    process.kill(pid, 0);
    return "";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "" : null;
  }
}

function readFileIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
