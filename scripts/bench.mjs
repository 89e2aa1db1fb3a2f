// npm run -s bench -- …: set-up, told on stderr so that stdout stays clean for --json, then the program under Node 24.
import { join } from "node:path";
import { bootstrap, root, runNode, runScript } from "./bootstrap.mjs";

await runScript(async () => {
  const node = await bootstrap((line) => console.error(line));
  return runNode(node, [join(root, "bench/main.ts"), ...process.argv.slice(2)]);
});
