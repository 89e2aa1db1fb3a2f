// After each install: leaves of drizzle's package.json, 178 kB, the exports that are used. Node parses it anew for each of
// drizzle's hundred files and for each import of them, which took a second of each start of the program.
import { readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bootstrap.mjs";

const used = [".", "./casing", "./node-postgres", "./pg-core", "./postgres-js"];

const file = join(realpathSync(join(root, "packages", "database", "node_modules", "drizzle-orm")), "package.json");
const manifest = JSON.parse(readFileSync(file, "utf8"));
manifest.exports = Object.fromEntries(used.map((name) => [name, manifest.exports[name]]));
// A new file in its place: the old one is shared with pnpm's store.
writeFileSync(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
renameSync(`${file}.new`, file);
