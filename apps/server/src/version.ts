import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const manifest = fileURLToPath(new URL("../package.json", import.meta.url));

/** Of this program, such as `0.1.0`. */
export const version = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, "utf8"))).version;
