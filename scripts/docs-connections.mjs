// npm run docs:connections: makes docs/connections from the data of the connection kinds.
import { join } from "node:path";
import { bootstrap, root, runNode, runScript } from "./bootstrap.mjs";

await runScript(async () => {
  const node = await bootstrap((line) => console.error(line));
  return runNode(node, [join(root, "packages/pipeline/src/docs/write-connection-pages.ts")]);
});
