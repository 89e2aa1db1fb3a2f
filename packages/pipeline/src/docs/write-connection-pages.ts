import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectionPages } from "./connection-pages.ts";

// Run by `npm run docs:connections`.
const folder = join(import.meta.dirname, "../../../../docs/connections");
const pages = connectionPages();
await mkdir(folder, { recursive: true });
for (const name of await readdir(folder)) if (!pages.has(name)) await rm(join(folder, name));
for (const [name, text] of pages) await writeFile(join(folder, name), text);
