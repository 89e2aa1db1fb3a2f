import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { tellPlacesInSources } from "./tell-places-in-sources.ts";

// What is loaded from here on is compiled once, and not at each start. In a folder that only we write to.
enableCompileCache(fileURLToPath(new URL("../../../node_modules/.cache/signalbox", import.meta.url)));
tellPlacesInSources();

const { runProgram } = await import("./run-program.ts");
process.exit(await runProgram());
