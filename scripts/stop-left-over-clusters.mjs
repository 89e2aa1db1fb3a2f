// Ends database servers that tests left behind in their temporary folder (they have process groups of their own).
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

const memoryFolder = "/dev/shm";

/** @param {string} temporary the test run's own folder for temporary files */
export function stopLeftOverClusters(temporary) {
  const inMemory = existsSync(memoryFolder) ? subfoldersOf(memoryFolder) : [];
  const ownInMemory = inMemory.filter((folder) => basename(folder).startsWith(`${basename(temporary)}-`));
  // A test's folder is a data folder itself, or holds some.
  const folders = subfoldersOf(temporary).flatMap((folder) => [folder, ...subfoldersOf(folder)]);
  for (const folder of [...folders, ...ownInMemory]) {
    const location = join(folder, "postgres.location");
    const moved = existsSync(location) ? readFileSync(location, "utf8").trim() : null;
    const cluster = moved ? join(moved, "cluster") : join(folder, "postgres");
    const pidFile = join(cluster, "postmaster.pid");
    if (existsSync(pidFile)) {
      try {
        process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGQUIT");
      } catch {
        // It has ended on its own.
      }
    }
    if (moved) rmSync(moved, { recursive: true, force: true });
  }
  for (const folder of ownInMemory) rmSync(folder, { recursive: true, force: true });
}

function subfoldersOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}
