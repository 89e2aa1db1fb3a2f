import type { ConfigFile, RotationEntry } from "@signalbox/contract";
import { compileRuleSet, type RuleSetBody } from "@signalbox/core";
import { bumpConfigRevision, type ChangedBy, lockConfiguration, notifyLive, retireObject } from "@signalbox/database";
import type { ConfigDeps } from "./config-deps.ts";
import type { NormalConfig } from "./normal-config.ts";
import { printTeam } from "./print-config.ts";
import { type LiveConfig, readLiveConfig } from "./read-live-config.ts";
import { writeAsFile } from "./write-as-file.ts";

export interface RotationDraft {
  entry: RotationEntry;
  /** Whose on-call it is from now on; null: as it is. */
  teams: readonly string[] | null;
}

export type ChangeRotationOutcome =
  | { outcome: "saved" }
  | { outcome: "refused"; problems: { path: string; message: string }[] }
  | { outcome: "conflict"; reason: string };

/** Makes or changes a rotation, and says for which teams, by the very path that a config file takes.
 *  @param revision the one that was read; 0: there was none. */
export async function changeRotation(
  deps: ConfigDeps,
  draft: RotationDraft,
  revision: number,
  actor: ChangedBy["actor"],
): Promise<ChangeRotationOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const live = await readLiveConfig(tx);
    const { key } = draft.entry;
    const conflict = findConflict(live, key, revision);
    if (conflict !== null) return { outcome: "conflict", reason: conflict };
    const file: ConfigFile = { version: 1, rotations: [draft.entry], ...teamsOf(live.config, key, draft.teams) };
    const written = await writeAsFile(tx, deps, { live, file, actor });
    if (written.outcome === "refused") {
      const problems = written.problems.map(({ path, message }) => ({
        path: path.replace(/^rotations\[0\]\.?/, ""),
        message,
      }));
      return { outcome: "refused", problems };
    }
    if (written.outcome === "unchanged") return { outcome: "saved" };
    await notifyLive(tx, "rotation", key);
    return { outcome: "saved" };
  });
}

export type RetireRotationOutcome =
  | { outcome: "retired" }
  | { outcome: "not-there" }
  | { outcome: "in-use"; by: string[] }
  /** Live rules ask it: they could not be evaluated any more. */
  | { outcome: "asked"; rules: string[] };

/** Takes a rotation out of use. Refused while a team's on-call is by it, as nobody would be named, and while a live rule asks it. */
export async function retireRotation(
  deps: ConfigDeps,
  key: string,
  actor: ChangedBy["actor"],
): Promise<RetireRotationOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const { teams, rotations, rules } = (await readLiveConfig(tx)).config;
    const by = [...teams].filter(([, team]) => team.onCall?.rotation === key).map(([team]) => team);
    if (by.length > 0) return { outcome: "in-use", by };
    const asking = rulesWithout(
      rules,
      [...rotations.keys()].filter((other) => other !== key),
    );
    if (asking.length > 0) return { outcome: "asked", rules: asking };
    if (!(await retireObject(tx, { actor, now: deps.now() }, "rotation", key))) return { outcome: "not-there" };
    await bumpConfigRevision(tx);
    await notifyLive(tx, "rotation", key);
    return { outcome: "retired" };
  });
}

/** Keys of the rules that ask a rotation which is none of these. */
function rulesWithout(rules: RuleSetBody | null, rotations: readonly string[]): string[] {
  const made = compileRuleSet(rules ?? { rules: [] }, { rotations });
  if (made.outcome === "compiled") return [];
  const keys = made.problems.map(({ path: [list, place] }) =>
    list === "rules" && typeof place === "number" ? (rules?.rules[place]?.key ?? "") : String(list),
  );
  return [...new Set(keys)];
}

function findConflict(live: LiveConfig, key: string, revision: number): string | null {
  const stored = live.revisions.rotations.get(key);
  if (stored === undefined) {
    if (revision !== 0) return "It was retired meanwhile.";
    const isKnown = live.rows.rotations.some((row) => row.key === key);
    return isKnown ? `There was a rotation with the key ${key}: choose another key.` : null;
  }
  if (revision === 0) return `There is a rotation with the key ${key}: choose another key.`;
  return stored === revision ? null : "Somebody changed it meanwhile: load it again.";
}

// A team that gets it keeps its fallback; one that loses it has nobody on call but that.
function teamsOf(config: NormalConfig, key: string, wanted: readonly string[] | null): Pick<ConfigFile, "teams"> {
  if (wanted === null) return {};
  const changed = [...config.teams].filter(
    ([team, { onCall }]) => wanted.includes(team) !== (onCall?.rotation === key),
  );
  const unknown = wanted.filter((team) => !config.teams.has(team));
  const entries = changed.map(([team, normal]) => {
    const { onCall, ...rest } = printTeam(team, normal);
    if (!wanted.includes(team)) return rest;
    const fallback = onCall?.fallback === undefined ? {} : { fallback: onCall.fallback };
    return { ...rest, onCall: { rotation: key, ...fallback } };
  });
  return { teams: [...entries, ...unknown.map((team) => ({ key: team, onCall: { rotation: key } }))] };
}
