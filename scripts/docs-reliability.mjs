// npm run docs:reliability: makes docs/reliability.md from the titles of the tests.
import { join } from "node:path";
import { bootstrap, root, runNode, runScript } from "./bootstrap.mjs";

await runScript(async () => {
  const node = await bootstrap((line) => console.error(line));
  return runNode(node, [join(root, "packages/testkit/src/reliability/write-reliability.ts")]);
});
