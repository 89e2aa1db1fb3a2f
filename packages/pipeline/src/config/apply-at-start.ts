import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { ConfigProblem } from "@signalbox/contract";
import { type ChangedBy, loadLastApplication, raiseFailure, StartRefusal, type Tx } from "@signalbox/database";
import { commitPlan, hashFile, prepare, type ReadyPlan } from "./apply-config.ts";
import type { PlannedChange } from "./compare-config.ts";
import type { ConfigDeps } from "./config-deps.ts";
import { digestObjects } from "./digest-objects.ts";
import type { MadeToken } from "./write-input.ts";

/** `kept-live`: somebody changed the same objects since, so that nothing was applied and a failure shows the difference. */
export type StartOutcome =
  | { outcome: "unchanged" }
  | { outcome: "applied"; changes: PlannedChange[]; warnings: ConfigProblem[]; madeTokens: MadeToken[] }
  | { outcome: "kept-live"; changes: PlannedChange[]; changedSince: string[]; warnings: ConfigProblem[] };

/** Applies SIGNALBOX_CONFIG at start, once per content of the file: what was applied last is not applied again, whatever was
 *  changed in the browser since. Paths in it are relative to the file, else to the folder of the start.
 *  @param deps.env the environment: a file at start is written by who runs the server
 *  @throws StartRefusal with one line per problem, and with all missing variables at once */
export async function applyConfigAtStart(
  deps: ConfigDeps & { env: Readonly<Record<string, string | undefined>> },
  path: string,
): Promise<StartOutcome> {
  const text = await readConfigFile(path);
  return deps.db.transaction(async (tx): Promise<StartOutcome> => {
    const last = await loadLastApplication(tx);
    if (last?.sha256.equals(hashFile(text))) return { outcome: "unchanged" };
    const config = { text, env: deps.env, readDelivery: deliveriesBeside(path), prune: false };
    const ready = await prepare(tx, deps, config);
    if (ready.outcome === "refused") throw new StartRefusal(explainRefusal(path, ready));
    const { changes, warnings } = ready;
    const changedSince = findChangedSince(ready, last?.document.digests ?? {});
    if (changedSince.length > 0) {
      await raiseDifference(tx, deps, path, changes, changedSince);
      return { outcome: "kept-live", changes, changedSince, warnings };
    }
    const by: ChangedBy = { actor: { kind: "config", name: basename(path) }, now: deps.now() };
    const madeTokens = await commitPlan(tx, deps, by, ready, config);
    return { outcome: "applied", changes, warnings, madeTokens };
  });
}

/** Reads files that tests name: beside the config file, else below the folder above it or the working folder. Null where there
 *  is none. */
export function deliveriesBeside(path: string): (delivery: string) => string | null {
  return (delivery) => {
    const beside = dirname(resolve(path));
    for (const folder of [beside, dirname(beside), process.cwd()]) {
      try {
        return readFileSync(resolve(folder, delivery), "utf8");
      } catch {}
    }
    return null;
  };
}

async function readConfigFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : (error as Error).message;
    throw new StartRefusal([`SIGNALBOX_CONFIG ${path} can't be read: ${why}`]);
  }
}

function explainRefusal(
  path: string,
  refused: { problems: readonly ConfigProblem[]; missing: readonly string[] },
): string[] {
  const missing =
    refused.missing.length === 0 ? [] : [`${path} needs variables that are not set: ${refused.missing.join(", ")}`];
  return [...refused.problems.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`), ...missing];
}

/** The objects that the file would change although somebody else made them what they are since it was applied last. */
function findChangedSince(ready: ReadyPlan, before: Readonly<Record<string, string>>): string[] {
  const live = digestObjects(ready.live.config);
  const builtIn = {
    policy: ready.live.rows.policies.every((row) => row.author === "signalbox"),
    rules: ready.live.rows.ruleSet?.origin === "built-in",
  };
  return ready.changes.flatMap(({ object, key, change }) => {
    if (change === "create") return [];
    const name = digestName(object, key);
    if (object in builtIn && builtIn[object as keyof typeof builtIn]) return [];
    return live[name] === before[name] ? [] : [`${object} ${key}`];
  });
}

function digestName(object: PlannedChange["object"], key: string): string {
  if (object === "policy" || object === "rules" || object === "failures") return object;
  return `${object === "maintenance" ? "windows" : `${object}s`}/${key}`;
}

async function raiseDifference(
  tx: Tx,
  deps: ConfigDeps,
  path: string,
  changes: readonly PlannedChange[],
  changedSince: readonly string[],
): Promise<void> {
  await raiseFailure(tx, {
    kind: "config-differs",
    cause: "config-file",
    subjectKind: "config",
    subjectId: basename(path),
    reason: `the config file was not applied: ${changedSince.join(", ")} ${changedSince.length === 1 ? "was" : "were"} changed here since`,
    advice:
      "take over the change (signalbox export shows what is live) and put it into the file, or make the file live as it is with signalbox apply",
    details: { changedSince, changes: changes.slice(0, 100) },
    now: deps.now(),
    newId: deps.newId,
  });
}
