// node scripts/bundle-programs.mjs FOLDER: bundles the server, the practice desk, the command line, and their threads.
import { dirname, join, relative, resolve } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./bootstrap.mjs";

const [folder] = process.argv.slice(2);

const programs = {
  server: "apps/server/src/main.ts",
  practice: "apps/practice/src/main.ts",
  signalbox: "apps/cli/src/main.ts",
  "heartbeat-thread": "packages/pipeline/src/liveness/heartbeat-thread.ts",
  "render-worker": "packages/pipeline/src/rule-set/render-worker.ts",
};

/** A source looks for files beside itself, as if it were not bundled; for a program it looks in the bundle. */
const placesOfSources = {
  name: "places-of-sources",
  transform: {
    filter: { id: { include: /\.ts$/, exclude: /node_modules/ }, code: /import\.meta\.url/ },
    handler(code, id) {
      const ofProgram = /new URL\("([^"]+\.ts)", import\.meta\.url\)/g;
      const replaced = code.replace(ofProgram, (all, path) => {
        const file = resolve(dirname(id), path);
        const found = Object.entries(programs).find(([, source]) => join(root, source) === file);
        return found ? `new URL("./${found[0]}.js", import.meta.BUNDLE)` : all;
      });
      const source = JSON.stringify(`../${relative(root, id)}`);
      return {
        code: replaced
          .replaceAll("import.meta.url", `new URL(${source}, import.meta.url).href`)
          .replaceAll("import.meta.BUNDLE", "import.meta.url"),
        map: null,
      };
    },
  },
};

/** The sources lie beside the bundle; without copies of them a map is read in half the time. */
const slimMaps = {
  name: "slim-maps",
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type !== "asset" || !file.fileName.endsWith(".map")) continue;
      const { sourcesContent, ...map } = JSON.parse(file.source);
      file.source = JSON.stringify(map);
    }
  },
};

const bundle = await rolldown({
  cwd: root,
  platform: "node",
  input: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, join(root, file)])),
  plugins: [placesOfSources, slimMaps],
  tsconfig: false,
});
await bundle.write({
  dir: folder,
  format: "esm",
  sourcemap: true,
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
