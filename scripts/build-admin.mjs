// Builds the admin app into apps/admin/dist when one of its sources has changed since the last build.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal, root } from "./bootstrap.mjs";

const admin = join(root, "apps", "admin");
const stampFile = join(admin, "dist", ".signalbox-built");

/**
 * @param {string} node path of Node 24
 * @param {(line: string) => void} say
 */
export async function buildAdmin(node, say) {
  const stamp = hashOfSources();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  say("Building the admin app");
  const started = Date.now();
  rmSync(stampFile, { force: true });
  await runVite(node);
  writeFileSync(stampFile, stamp);
  say(`Admin app built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

// The contract and core rooms are bundled into it; the lockfile stands for its packages.
function hashOfSources() {
  const hash = createHash("sha256");
  for (const folder of ["apps/admin", "packages/contract", "packages/core"]) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .filter((file) => !/[\\/](node_modules|dist)[\\/]|\.test\.tsx?$/.test(file))
      .sort();
    for (const file of files) hash.update(`${file}\n`).update(readFileSync(file));
  }
  return hash.update(readFileSync(join(root, "pnpm-lock.yaml"))).digest("hex");
}

function runVite(node) {
  return new Promise((resolve, reject) => {
    const vite = join(admin, "node_modules", "vite", "bin", "vite.js");
    const child = spawn(node, [vite, "build", "--logLevel", "warn"], {
      cwd: admin,
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Refusal(`${output.trim()}\nthe admin app could not be built (exit ${code})`));
    });
  });
}
