import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterUrl } from "./postmaster.ts";

/** The embedded database of a data folder whose Signalbox is running; null where there never was one. */
export function reachEmbeddedPostgres(dataDir: string): string | null {
  const file = join(dataDir, "postgres.json");
  if (!existsSync(file)) return null;
  const { port, password } = JSON.parse(readFileSync(file, "utf8")) as { port: number; password: string };
  return clusterUrl(port, password, "signalbox");
}
