import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { findPostgresBinaries } from "./find-binaries.ts";
import { canEnter, type Identity } from "./system-user.ts";
import { writeFileDurably } from "./write-file-durably.ts";

export type ClusterPlace = { binaries: string; cluster: string };

const sharedRoot = "/var/lib/signalbox";

/** Decides where the cluster lies: in the data folder, or, where the system user that runs Postgres can't enter that
 *  folder, below /var/lib/signalbox. Both folders then name each other. A cluster that exists stays where it is. */
export function placeCluster(dataDir: string, identity: Identity, log: (line: string) => void): ClusterPlace {
  const realDataDir = realpathSync(dataDir);
  const origin = findPostgresBinaries();
  const inside = join(realDataDir, "postgres");
  const locationFile = join(realDataDir, "postgres.location");
  const named = existsSync(locationFile) ? readFileSync(locationFile, "utf8").trim() : null;
  const dataDirReachable = canEnter(identity, realDataDir);
  const moved = named !== null || (!dataDirReachable && !existsSync(inside));
  if (!moved && !dataDirReachable) {
    throw new Error(
      `${identity?.name} can't enter ${realDataDir}, which holds the database: give it the x right there`,
    );
  }
  const home = named ?? join(sharedRoot, createHash("sha256").update(realDataDir).digest("hex").slice(0, 16));
  if (moved) claimHome(home, realDataDir, locationFile, identity, named === null, log);
  const binaries = canEnter(identity, join(origin.folder, "share"))
    ? origin.folder
    : copyBinaries(origin, moved ? home : makeSharedRoot(), identity);
  return { binaries, cluster: moved ? join(home, "cluster") : inside };
}

function claimHome(
  home: string,
  dataDir: string,
  locationFile: string,
  identity: Identity,
  isNew: boolean,
  log: (line: string) => void,
): void {
  const backFile = join(home, "data-dir.location");
  if (!isNew && !existsSync(backFile)) {
    throw new Error(`${locationFile} names ${home}, which is not there: restore it, or start with another DATA_DIR`);
  }
  const owner = existsSync(backFile) ? readFileSync(backFile, "utf8").trim() : dataDir;
  // A copied data folder would bring two servers onto one cluster; a moved one is free to take its cluster along.
  if (owner !== dataDir && existsSync(join(owner, "postgres.location"))) {
    throw new Error(`the database in ${home} belongs to ${owner}: ${dataDir} is a copy; start with another DATA_DIR`);
  }
  makeHome(home, identity);
  writeFileDurably(backFile, `${dataDir}\n`, 0o600);
  writeFileDurably(locationFile, `${home}\n`, 0o644);
  if (isNew) log(`The database lies in ${home}, because ${identity?.name} can't enter ${dataDir}`);
}

function makeSharedRoot(): string {
  mkdirSync(sharedRoot, { recursive: true });
  // Whatever the umask of this shell: others must be able to pass through.
  chmodSync(sharedRoot, 0o755);
  return sharedRoot;
}

function makeHome(home: string, identity: Identity): void {
  makeSharedRoot();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (identity) chownSync(home, identity.uid, identity.gid);
}

function copyBinaries(origin: { folder: string; version: string }, parent: string, identity: Identity): string {
  const target = join(parent, `postgresql-${origin.version}`);
  if (!existsSync(target)) {
    const unfinished = `${target}.${process.pid}.unfinished`;
    cpSync(origin.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    openToAll(unfinished);
    try {
      renameSync(unfinished, target);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      // Another start has copied them meanwhile.
      if (!existsSync(target)) throw error;
    }
  }
  if (!canEnter(identity, join(target, "share"))) throw new Error(`${identity?.name} can't enter ${target}`);
  return target;
}

// A strict umask, here or when the packages were installed, would keep the system user out.
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}
