import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

export type UserOutcome =
  /** Null: it runs as this process does. */
  | { outcome: "found"; identity: { uid: number; gid: number } | null; name: string; home: string }
  | { outcome: "refused"; reason: string };

const known = new Map<string, UserOutcome>();

/** Whose rights a command gets. Only root can give those of another user, and root must say whose: nothing runs as root by
 *  mistake. Never throws. */
export async function lookUpUser(name: string | null): Promise<UserOutcome> {
  const own = userInfo();
  if (name === null) {
    if (own.uid === 0)
      return { outcome: "refused", reason: "the worker runs as root: say with user whose rights it gets" };
    return { outcome: "found", identity: null, name: own.username, home: own.homedir };
  }
  if (name === own.username) return { outcome: "found", identity: null, name, home: own.homedir };
  if (own.uid !== 0) {
    return { outcome: "refused", reason: `the worker runs as ${own.username} and can't become ${name}: only root can` };
  }
  const found = known.get(name) ?? (await ask(name));
  if (found.outcome === "found") known.set(name, found);
  return found;
}

async function ask(name: string): Promise<UserOutcome> {
  try {
    const { stdout } = await run("getent", ["passwd", name], { timeout: 5_000 });
    const [, , uid, gid, , home = "/"] = stdout.trim().split(":");
    return { outcome: "found", identity: { uid: Number(uid), gid: Number(gid) }, name, home };
  } catch {
    return { outcome: "refused", reason: `this machine has no user ${name}` };
  }
}
