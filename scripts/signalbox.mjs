// npm run -s signalbox -- …: set-up and build, told on stderr so that stdout stays clean for --json, then the program under Node 24.
import { bootstrap, runNode, runScript } from "./bootstrap.mjs";
import { buildPrograms, programFile } from "./build-programs.mjs";

await runScript(async () => {
  const note = (line) => console.error(line);
  const node = await bootstrap(note);
  await buildPrograms(node, note);
  return runNode(node, [programFile("signalbox"), ...process.argv.slice(2)]);
});
