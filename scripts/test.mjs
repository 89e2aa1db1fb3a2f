// npm test: set-up, types, lint, unused code, the admin build, then every test project. Ends with "N passed, N failed".
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootstrap, root, runScript, whenOrphaned } from "./bootstrap.mjs";
import { buildAdmin } from "./build-admin.mjs";
import { buildPrograms } from "./build-programs.mjs";
import { findTestPrograms } from "./find-test-programs.mjs";
import { endRunningStages, runStage } from "./run-stage.mjs";
import { stopLeftOverClusters } from "./stop-left-over-clusters.mjs";

const isNightly = process.argv.includes("--nightly");
const limitMinutes = isNightly ? 240 : 45;
const minutesWanted = 12;
const startedAt = Date.now();
const say = (line) => console.log(line);

const temporary = mkdtempSync(join(tmpdir(), "sbt-"));
// Root's test clusters run as a system user, which must be able to enter.
chmodSync(temporary, 0o755);
const failedStages = [];
let counts = { passed: 0, failed: 0, skipped: 0 };
let isFinished = false;

function finish() {
  if (isFinished) return 1;
  isFinished = true;
  stopLeftOverClusters(temporary);
  rmSync(temporary, { recursive: true, force: true });
  const minutes = (Date.now() - startedAt) / 60_000;
  const isSlow = !isNightly && minutes > minutesWanted;
  say(`${minutes.toFixed(1)} minutes${isSlow ? `: WARNING, more than ${minutesWanted}` : ""}`);
  const failed = counts.failed + failedStages.length;
  if (failedStages.length > 0) say(`Failed: ${failedStages.join(", ")}`);
  if (counts.skipped > 0) say(`${counts.skipped} skipped`);
  say(`${counts.passed} passed, ${failed} failed`);
  return failed > 0 || counts.passed === 0 ? 1 : 0;
}

async function abandon(reason) {
  failedStages.push(reason);
  await endRunningStages();
  process.exit(finish());
}

const tooLong = () => void abandon(`not done after ${limitMinutes} minutes`);
const limit = setTimeout(tooLong, limitMinutes * 60_000).unref();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void abandon(`ended by ${signal}`));
whenOrphaned(() => void abandon("ended with npm"));

/** The surroundings without what would steer the program under test. */
function testEnvironment(programs) {
  const environment = { ...process.env, TMPDIR: temporary };
  for (const name of Object.keys(environment)) {
    if (/^(SIGNALBOX_.*|DATABASE_URL|DATA_DIR|HOST|PORT|LOG_LEVEL|LOG_FORMAT|NODE_ENV|PG[A-Z]+)$/.test(name)) {
      delete environment[name];
    }
  }
  // A log file is to be read and searched.
  if (!process.stdout.isTTY) Object.assign(environment, { NO_COLOR: "1", FORCE_COLOR: undefined });
  if (isNightly) environment.SIGNALBOX_NIGHTLY = "1";
  if (programs.chromium) environment.SIGNALBOX_CHROMIUM = programs.chromium;
  if (programs.alertmanager) environment.SIGNALBOX_ALERTMANAGER = programs.alertmanager;
  if (programs.prometheus) environment.SIGNALBOX_PROMETHEUS = programs.prometheus;
  if (programs.blackboxExporter) environment.SIGNALBOX_BLACKBOX_EXPORTER = programs.blackboxExporter;
  if (isNightly && programs.libreOffice) environment.SIGNALBOX_LIBREOFFICE = programs.libreOffice;
  return environment;
}

async function stage(name, work) {
  const started = Date.now();
  const isFine = await work().catch((error) => {
    say(error.message);
    return false;
  });
  say(`${isFine ? "ok    " : "FAILED"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!isFine) failedStages.push(name);
}

function readCounts(file) {
  const results = JSON.parse(readFileSync(file, "utf8"));
  // A file that can't even be loaded has no failed test, but it is a failure.
  const broken = results.testResults.filter((one) => one.status === "failed" && one.assertionResults.length === 0);
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    skipped: results.numPendingTests + (results.numTodoTests ?? 0),
  };
}

await runScript(async () => {
  let node = "";
  await stage("set-up", async () => {
    node = await bootstrap(say);
    return true;
  });
  if (node === "") return finish();
  const programs = await findTestPrograms(say, { nightly: isNightly });
  if (!programs.chromium) failedStages.push("chromium is missing");
  const environment = testEnvironment(programs);
  const colors = process.stdout.isTTY ? "--colors=force" : "--colors=off";
  const run = (args) => runStage(node, args, environment);
  // Each of them leaves a core idle for a part of its time.
  await Promise.all([
    stage("types", () => run([binary("typescript", "tsc"), "-b"])),
    stage("lint", () => run([binary("@biomejs/biome", "biome"), "ci", "--log-level=warn", colors])),
    stage("unused code", () => run([binary("knip", "knip"), "--no-progress"])),
    stage("admin build", () => buildAdmin(node, say).then(() => true)),
    stage("programs", () => buildPrograms(node, say).then(() => true)),
  ]);
  const report = join(temporary, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  let areAllFine = false;
  await stage("tests", async () => {
    areAllFine = await run([binary("vitest", "vitest"), "run", ...reporters]);
    counts = readCounts(report);
    return areAllFine;
  });
  // Their failures are counted one by one; the stage itself only where it failed without any.
  if (!areAllFine && counts.failed > 0) failedStages.pop();
  clearTimeout(limit);
  return finish();
});

function binary(name, command) {
  const folder = join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}
