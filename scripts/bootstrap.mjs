// Makes a fresh clone runnable with nothing but Node ≥ 20 and npm: pnpm (one exact version, in .tools), the packages, and
// with them Node 24 and PostgreSQL. Every npm script calls it first; when nothing has changed it takes milliseconds.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const pnpmVersion = "12.21.0";
const tools = join(root, ".tools");
const stampFile = join(root, "node_modules", ".signalbox-installed");
const isWindows = process.platform === "win32";

/** Ends the program with lines that need no stack. */
export class Refusal extends Error {}

/**
 * Brings what is missing and returns the path of the Node 24 binary.
 * @param {(line: string) => void} say progress, one short line each
 * @returns {Promise<string>}
 */
export async function bootstrap(say) {
  const node = join(root, "node_modules", "node", "bin", isWindows ? "node.exe" : "node");
  const isInstalled = () => fs.existsSync(node) && readIfThere(stampFile) === hashOfManifests();
  if (isInstalled()) return node;
  const release = await takeInstallLock(say);
  try {
    if (!isInstalled()) await install(node, say);
  } finally {
    release();
  }
  return node;
}

async function install(node, say) {
  const started = Date.now();
  const environment = installEnvironment();
  const pnpm = await bringPnpm(environment, say);
  say("Installing packages (the first time this takes a minute or so)");
  fs.rmSync(stampFile, { force: true });
  // --prod=false: NODE_ENV=production in the surroundings must not leave out what the build needs.
  const flags = ["install", "--frozen-lockfile", "--prod=false", "--config.confirm-modules-purge=false"];
  const storeFlags = environment.SIGNALBOX_STORE ? [`--store-dir=${environment.SIGNALBOX_STORE}`] : [];
  await run(pnpm, [...flags, ...storeFlags], environment, "the packages could not be installed");
  if (!fs.existsSync(node)) {
    throw new Refusal("Node 24 did not arrive with the packages: is ignore-scripts set in your npm configuration?");
  }
  fs.writeFileSync(stampFile, hashOfManifests());
  say(`Packages installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

async function bringPnpm(environment, say) {
  const folder = join(tools, `pnpm-${pnpmVersion}`);
  if (!fs.existsSync(folder)) {
    say(`Bringing pnpm ${pnpmVersion}`);
    const unfinished = `${folder}.unfinished`;
    fs.rmSync(unfinished, { recursive: true, force: true });
    fs.mkdirSync(unfinished, { recursive: true });
    fs.writeFileSync(join(unfinished, "package.json"), '{"private":true}\n');
    const flags = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--include=optional", "--global=false"];
    const npm = npmCommand();
    await run(
      npm.command,
      [...npm.args, "install", "--prefix", unfinished, ...flags, `pnpm@${pnpmVersion}`],
      environment,
      `npm could not bring pnpm ${pnpmVersion}`,
    );
    fs.renameSync(unfinished, folder);
  }
  const binaries = join(folder, "node_modules", "@pnpm");
  const exe = fs.existsSync(binaries) ? fs.readdirSync(binaries).find((name) => name.startsWith("exe.")) : undefined;
  if (!exe) throw new Refusal(`there is no pnpm ${pnpmVersion} for ${process.platform}-${process.arch}`);
  return join(binaries, exe, isWindows ? "pnpm.exe" : "pnpm");
}

// The npm that runs this script where there is one, else the one in PATH.
function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli && basename(cli) === "npm-cli.js") return { command: process.execPath, args: [cli] };
  return { command: isWindows ? "npm.cmd" : "npm", args: [] };
}

// The user's npm settings stay in force; only where the home can't be written are caches kept beside the clone.
function installEnvironment() {
  const environment = { ...process.env, CI: "true" };
  delete environment.NODE_ENV;
  if (isWritable(homeFolder())) return environment;
  const home = join(tools, "home");
  fs.mkdirSync(home, { recursive: true });
  // npm itself names its cache to the scripts that it runs, whether or not it can be written.
  if (!isWritable(environment.npm_config_cache)) environment.npm_config_cache = join(home, "npm");
  environment.XDG_CACHE_HOME = join(home, "cache");
  environment.XDG_DATA_HOME = join(home, "data");
  environment.XDG_STATE_HOME = join(home, "state");
  environment.SIGNALBOX_STORE = join(home, "store");
  return environment;
}

function homeFolder() {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

function isWritable(folder) {
  if (!folder) return false;
  try {
    const probe = join(folder, `.signalbox-probe-${process.pid}`);
    fs.writeFileSync(probe, "");
    fs.rmSync(probe);
    return true;
  } catch {
    return false;
  }
}

// Everything that decides what node_modules holds.
function hashOfManifests() {
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"];
  for (const group of ["apps", "packages"]) {
    for (const name of fs.readdirSync(join(root, group)).sort()) files.push(join(group, name, "package.json"));
  }
  files.push(join("bench", "package.json"));
  const hash = createHash("sha256").update(`${process.platform}-${process.arch} ${pnpmVersion} ${root}\n`);
  for (const file of files) hash.update(`${file}\n${readIfThere(join(root, file)) ?? ""}\n`);
  return hash.digest("hex");
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

// Two scripts on one fresh clone: the second waits until the first has installed.
async function takeInstallLock(say) {
  const lock = join(tools, "install.lock");
  try {
    fs.mkdirSync(tools, { recursive: true });
  } catch (error) {
    throw new Refusal(`${root} can't be written: ${error.code ?? error.message}`);
  }
  for (let told = false; ; ) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
      return () => fs.rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw new Refusal(`${root} can't be written: ${error.code}`);
    }
    const holder = Number(readIfThere(lock));
    if (holder > 0 && !isAlive(holder)) {
      fs.rmSync(lock, { force: true });
      continue;
    }
    if (!told) say(`Another script (pid ${holder}) is installing the packages; waiting for it`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function run(command, args, environment, failure) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      shell: command.endsWith(".cmd"),
    });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-8_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => reject(new Refusal(`${failure}: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Refusal(`${output.trim()}\n${failure} (exit ${code})`));
    });
  });
}

/**
 * Runs a script's main function; a refusal is printed as its lines, and the exit code is 1.
 * @param {() => Promise<number>} main
 */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * Calls `end` when npm is gone: killed, it takes its shell along but leaves what the shell had started.
 * @param {() => void} end
 */
export function whenOrphaned(end) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, 500);
  watch.unref();
}

/**
 * Runs Node 24 on one of our programs in this terminal, hands signals on, and resolves with its exit code. The channel
 * tells the child when this process is gone, however it ended.
 * @param {string} node
 * @param {string[]} args
 * @param {{ channel?: boolean, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runNode(node, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd: root,
      env: options.env ?? process.env,
      stdio: options.channel ? ["inherit", "inherit", "inherit", "ipc"] : "inherit",
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    whenOrphaned(() => child.kill("SIGTERM"));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}
