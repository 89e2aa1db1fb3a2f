// npm start [-- --practice]: set-up, the builds, then the server under Node 24.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bootstrap, root, runNode, runScript } from "./bootstrap.mjs";
import { buildAdmin } from "./build-admin.mjs";
import { buildPrograms, programFile } from "./build-programs.mjs";

await runScript(async () => {
  const say = (line) => console.log(line);
  const node = await bootstrap(say);
  if (existsSync(join(root, "apps", "admin", "index.html"))) await buildAdmin(node, say);
  await buildPrograms(node, say);
  return runNode(node, [programFile("server"), ...process.argv.slice(2)], { channel: true });
});
