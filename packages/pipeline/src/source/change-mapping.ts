import type { MappingBody } from "@signalbox/core";
import {
  bumpConfigRevision,
  type ChangedBy,
  findSource,
  lockConfiguration,
  notifyLive,
  saveMapping,
} from "@signalbox/database";
import { type MappingProblem, senderByKey } from "@signalbox/senders";
import type { ConfigDeps } from "../config/config-deps.ts";
import { judgeMapping } from "./judge-mapping.ts";
import { settleDrift } from "./settle-drift.ts";

export type ChangeMappingOutcome =
  | { outcome: "saved"; version: number }
  | { outcome: "refused"; problems: MappingProblem[] }
  /** Somebody saved meanwhile; `version` is the one that holds now. */
  | { outcome: "conflict"; version: number | null };

/** Saves a mapping as the next version of a source's. Refused while a sample of its own does not give what is expected of it.
 *  @param change.version the one that was read; null: there was none */
export async function changeMapping(
  deps: Pick<ConfigDeps, "db" | "now">,
  change: { key: string; mapping: unknown; version: number | null; note: string },
  actor: ChangedBy["actor"],
): Promise<ChangeMappingOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const now = deps.now();
    const source = await findSource(tx, change.key, now);
    const sender = source === null ? null : senderByKey(source.sender);
    if (source === null || sender === null) {
      return { outcome: "refused", problems: [{ path: [], message: `there is no source "${change.key}" to map` }] };
    }
    if (source.mappingVersion !== change.version) return { outcome: "conflict", version: source.mappingVersion };
    const problems = judgeMapping(sender, change.mapping, source.settings);
    if (problems.length > 0) return { outcome: "refused", problems };
    const by: ChangedBy = { actor, now };
    const body = change.mapping as MappingBody;
    const version = await saveMapping(tx, by, source, { body, note: change.note, origin: "browser" });
    await settleDrift(tx, by, source.key);
    await bumpConfigRevision(tx);
    await notifyLive(tx, "source", source.key);
    return { outcome: "saved", version };
  });
}
