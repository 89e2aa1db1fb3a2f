import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartRefusal } from "@signalbox/database/start";

/** Makes the data folder where absent and proves that it can be written. @throws StartRefusal */
export function prepareDataDir(dataDir: string): void {
  try {
    // Root's Postgres runs as a system user, which must be able to enter.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 });
    const probe = join(dataDir, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartRefusal([`DATA_DIR ${dataDir} can't be written (${code ?? "unknown reason"})`], { cause });
  }
}
