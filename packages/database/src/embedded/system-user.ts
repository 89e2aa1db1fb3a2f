import { spawnSync } from "node:child_process";

/** Ids under which Postgres runs; `null`: as whoever runs this process. */
export type Identity = { uid: number; gid: number; name: string } | null;

const accountName = "signalbox-postgres";

/** Postgres refuses to run as root, so root gets a system user for it: ours, made where absent, else `postgres`. */
export function ensurePostgresIdentity(): Identity {
  if (process.getuid?.() !== 0) return null;
  const found = lookUp(accountName);
  if (found) return found;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", accountName]);
  if (!lookUp(accountName)) spawnSync("adduser", ["-S", "-D", "-H", accountName]);
  const made = lookUp(accountName) ?? lookUp("postgres");
  if (made) return made;
  throw new Error(
    `PostgreSQL can't run as root and no system user could be made: run "useradd --system ${accountName}", start as another user, or set DATABASE_URL`,
  );
}

function lookUp(name: string): Identity {
  const uid = spawnSync("id", ["-u", name], { encoding: "utf8" });
  const gid = spawnSync("id", ["-g", name], { encoding: "utf8" });
  if (uid.status !== 0 || gid.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout), name };
}

/** True where `identity` may enter `folder` (asked of the system itself, so that access lists count too). */
export function canEnter(identity: Identity, folder: string): boolean {
  if (!identity) return true;
  const asked = spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { uid: identity.uid, gid: identity.gid });
  return asked.status === 0;
}
