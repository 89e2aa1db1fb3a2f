// npm run -s bench -- …: set-up, told on stderr so that stdout stays clean for --json, then the program under Node 24.
import { join } from "node:path";
import { bootstrap, root, runNode, runScript } from "./bootstrap.mjs";
import { buildPrograms } from "./build-programs.mjs";

await runScript(async () => {
  const note = (line) => console.error(line);
  const node = await bootstrap(note);
  await buildPrograms(node, note);
  return runNode(node, [join(root, "bench/main.ts"), ...process.argv.slice(2)]);
});
