import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { readRunbookFile } from "@signalbox/contract";
import type { LocalRunbook } from "@signalbox/core";
import { hashFile } from "./hash-file.ts";
import { type BookEntry, filesOfArgv, type HashedFile, type RunbookBook, type RunbookSource } from "./runbook-book.ts";
import { lookUpUser } from "./system-user.ts";

/** The allow-list file of this machine, read anew each time that somebody asks. */
export function openRunbookFile(path: string, surroundings: NodeJS.ProcessEnv): RunbookSource {
  return { read: () => readBook(path), surroundings };
}

/** Reads the allow-list of local commands with the hashes of what they run. What is wrong stands in `problem`: of the whole
 *  file, or of one command. Never throws. */
export async function readBook(path: string): Promise<RunbookBook> {
  const hashed = await hashFile(path);
  const broken = (problem: string): RunbookBook => ({ path, sha256: null, problem, runbooks: [] });
  if (hashed.outcome === "no-file") return broken(`there is no file ${path}`);
  if (hashed.outcome === "refused") return broken(hashed.reason);
  const read = readRunbookFile(await readFile(path, "utf8").catch(() => ""));
  if (read.outcome === "refused") {
    const [first] = read.problems;
    const more = read.problems.length > 1 ? ` (and ${read.problems.length - 1} more)` : "";
    return broken(
      `${path}, line ${first?.line ?? 1}: ${first?.path ? `${first.path}: ` : ""}${first?.message ?? ""}${more}`,
    );
  }
  const runbooks = await Promise.all(read.runbooks.map(readEntry));
  return { path, sha256: hashed.sha256, problem: null, runbooks };
}

async function readEntry(runbook: LocalRunbook): Promise<BookEntry> {
  const files: HashedFile[] = [];
  const env = JSON.stringify(Object.entries(runbook.env).toSorted());
  const envSha256 = createHash("sha256").update(env).digest("hex");
  const broken = (problem: string): BookEntry => ({ ...runbook, files, envSha256, problem });
  for (const [index, path] of filesOfArgv(runbook.argv).entries()) {
    const hashed = await hashFile(path);
    if (hashed.outcome === "refused") return broken(hashed.reason);
    if (hashed.outcome === "hashed") files.push({ path, sha256: hashed.sha256 });
    else if (index === 0) return broken(`there is no file ${path}`);
  }
  const [executable] = files;
  if (runbook.sha256 !== null && executable?.sha256 !== runbook.sha256) {
    return broken(`${executable?.path} is not what the file says: its SHA-256 is ${executable?.sha256}`);
  }
  const identity = await lookUpUser(runbook.user);
  return identity.outcome === "refused" ? broken(identity.reason) : { ...runbook, files, envSha256, problem: null };
}
