import type { ComponentEntry, ConfigFile } from "@signalbox/contract";
import { type ChangedBy, lockConfiguration, notifyLive } from "@signalbox/database";
import type { ConfigDeps } from "./config-deps.ts";
import type { NormalComponent } from "./normal-config.ts";
import type { EntryProblem } from "./plan-as-file.ts";
import { readLiveConfig } from "./read-live-config.ts";
import { writeAsFile } from "./write-as-file.ts";

export type ChangeComponentOutcome =
  | { outcome: "saved" }
  | { outcome: "refused"; problems: EntryProblem[] }
  | { outcome: "conflict"; reason: string };

/** Makes or changes a component, by the very path that a config file takes, but for one thing: its dated settings are whole
 *  timelines, and what they leave out holds no more. Its monitors stay. @param revision the one that was read; 0: there was none */
export async function changeComponent(
  deps: ConfigDeps,
  entry: Omit<ComponentEntry, "monitors">,
  revision: number,
  actor: ChangedBy["actor"],
): Promise<ChangeComponentOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const live = await readLiveConfig(tx);
    const { key } = entry;
    const stored = live.revisions.components.get(key);
    if (revision === 0 && live.rows.components.some((row) => row.key === key)) {
      return { outcome: "conflict", reason: `There is a component with the key ${key}, or was: choose another key.` };
    }
    if (revision !== 0 && stored !== revision) {
      return { outcome: "conflict", reason: "Somebody changed it meanwhile: load it again." };
    }
    const before = live.config.components.get(key);
    const components = new Map(live.config.components);
    if (before !== undefined) components.set(key, withoutTimelines(before));
    const file: ConfigFile = { version: 1, components: [entry] };
    const written = await writeAsFile(tx, deps, { live, file, base: { ...live.config, components }, actor });
    if (written.outcome === "refused") {
      const problems = written.problems.map(({ path, message }) => ({
        path: path.replace(/^components\[0\]\.?/, ""),
        message,
      }));
      return { outcome: "refused", problems };
    }
    if (written.outcome === "written") await notifyLive(tx, "component", key);
    return { outcome: "saved" };
  });
}

function withoutTimelines(component: NormalComponent): NormalComponent {
  return { ...component, team: [], tier: [], cost: [], target: [] };
}
