// Bundles the programs into dist when one of their sources has changed since the last build (decision 0014).
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Refusal, root } from "./bootstrap.mjs";

const folder = join(root, "dist");
const stampFile = join(folder, ".signalbox-built");
const bundler = join(root, "scripts", "bundle-programs.mjs");

/**
 * @param {"server" | "signalbox"} name
 * @returns {string} the file that Node 24 runs
 */
export function programFile(name) {
  return join(folder, `${name}.js`);
}

/**
 * @param {string} node path of Node 24
 * @param {(line: string) => void} say
 */
export async function buildPrograms(node, say) {
  const stamp = hashOfSources();
  const isBuilt = () => existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
  if (isBuilt()) return;
  say("Building the programs");
  const started = Date.now();
  const unfinished = `${folder}.unfinished-${process.pid}`;
  try {
    await runBundler(node, unfinished);
    writeFileSync(join(unfinished, ".signalbox-built"), stamp);
    // Another script may have been at it too.
    if (isBuilt()) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  say(`Programs built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

// The lockfile stands for their packages.
function hashOfSources() {
  const hash = createHash("sha256").update(readFileSync(bundler));
  for (const part of ["apps/server", "apps/practice", "apps/cli", "packages"]) {
    const files = readdirSync(join(root, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .filter((file) => file.endsWith(".ts") && !/[\\/]node_modules[\\/]|\.test\.ts$/.test(file))
      .sort();
    for (const file of files) hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  }
  return hash.update(readFileSync(join(root, "pnpm-lock.yaml"))).digest("hex");
}

function runBundler(node, into) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [bundler, into], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Refusal(`${output.trim()}\nthe programs could not be built (exit ${code})`));
    });
  });
}
