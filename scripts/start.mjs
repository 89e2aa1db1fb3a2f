// npm start [-- --practice]: set-up, the admin app's build, then the server under Node 24.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bootstrap, root, runNode, runScript } from "./bootstrap.mjs";
import { buildAdmin } from "./build-admin.mjs";

await runScript(async () => {
  const say = (line) => console.log(line);
  const node = await bootstrap(say);
  if (existsSync(join(root, "apps", "admin", "index.html"))) await buildAdmin(node, say);
  const main = join(root, "apps", "server", "src", "main.ts");
  return runNode(node, [main, ...process.argv.slice(2)], { channel: true });
});
