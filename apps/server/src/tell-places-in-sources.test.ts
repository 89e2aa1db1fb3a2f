import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const teller = new URL("./tell-places-in-sources.ts", import.meta.url).href;

it("tellPlacesInSources names the places of the sources of a bundle, and leaves others as they are", async () => {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-places-"));
  const bundle = join(folder, "main.js");
  writeFileSync(bundle, "export const fail = (word) => {\n\tthrow new Error(word);\n};\n");
  // The throw of line 2 was in line 4, three columns further.
  const map = { version: 3, sources: ["src/main.ts"], names: [], mappings: ";CAGI,MAAM" };
  writeFileSync(`${bundle}.map`, JSON.stringify(map));
  const caller = join(folder, "caller.mjs");
  writeFileSync(
    caller,
    `import { tellPlacesInSources } from "${teller}";
import { fail } from "./main.js";
tellPlacesInSources();
try { fail("no"); } catch (error) { console.log(error.stack); }
`,
  );
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  const { stdout } = await promisify(execFile)(process.execPath, [caller]);
  const [told, ...places] = stdout.split("\n");
  expect(told).toBe("Error: no");
  expect(places[0]).toBe(`    at fail (${pathToFileURL(join(folder, "src", "main.ts"))}:4:11)`);
  expect(places[1]).toBe(`    at ${pathToFileURL(caller)}:4:7`);
  rmSync(folder, { recursive: true, force: true });
});
