import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Migration = { number: number; name: string; sql: string; sha256: string };

const defaultFolder = fileURLToPath(new URL("../../../../migrations/", import.meta.url));

/** The numbered SQL files in order. @throws where a file is misnamed or two share a number. */
export function readMigrations(folder: string = defaultFolder): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  const migrations = files.map((file): Migration => {
    const named = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
    if (!named) throw new Error(`migration ${file} is not named NNNN_what_it_does.sql`);
    const content = readFileSync(join(folder, file));
    return {
      number: Number(named[1]),
      name: `${named[1]}_${named[2]}`,
      sql: content.toString("utf8"),
      // Line endings are git's business: a check-out with CRLF must not look like an edited file.
      sha256: createHash("sha256").update(content.toString("utf8").replaceAll("\r\n", "\n")).digest("hex"),
    };
  });
  migrations.sort((a, b) => a.number - b.number);
  const twice = migrations.find((migration, at) => migrations[at - 1]?.number === migration.number);
  if (twice) throw new Error(`two migrations have the number of ${twice.name}`);
  return migrations;
}
