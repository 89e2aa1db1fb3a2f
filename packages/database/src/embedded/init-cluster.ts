import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { executable } from "./find-binaries.ts";
import type { ClusterPlace } from "./place-cluster.ts";
import type { Identity } from "./system-user.ts";
import { writeFileDurably } from "./write-file-durably.ts";

export const clusterUser = "signalbox";

/** Makes the cluster with checksums, UTF-8 and password sign-in, unless it exists. A run that was killed half-way
 *  leaves only the unfinished folder, which the next run replaces. @returns true where it was made now. */
export function initCluster(place: ClusterPlace, identity: Identity, password: string): boolean {
  if (existsSync(join(place.cluster, "PG_VERSION"))) return false;
  const unfinished = `${place.cluster}.unfinished`;
  const passwordFile = `${place.cluster}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  chmodSync(unfinished, 0o700);
  writeFileDurably(passwordFile, `${password}\n`, 0o600);
  if (identity) {
    chownSync(unfinished, identity.uid, identity.gid);
    chownSync(passwordFile, identity.uid, identity.gid);
  }
  const flags = [
    `--pgdata=${unfinished}`,
    `--username=${clusterUser}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--data-checksums",
    "--encoding=UTF8",
    "--locale=C",
  ];
  const made = spawnSync(join(place.binaries, "bin", executable("initdb")), flags, {
    encoding: "utf8",
    cwd: unfinished,
    env: postgresEnvironment(),
    ...(identity ? { uid: identity.uid, gid: identity.gid } : {}),
  });
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    const reason = (made.stderr || made.error?.message || "no reason given").trim().split("\n").at(-1);
    throw new Error(`the database could not be made in ${place.cluster}: ${reason}`);
  }
  renameSync(unfinished, place.cluster);
  return true;
}

/** Only what Postgres needs: neither our secrets nor PG* variables of the surroundings reach it. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}
