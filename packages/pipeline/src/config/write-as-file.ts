import { bumpConfigRevision, type ChangedBy, type Tx } from "@signalbox/database";
import type { ConfigDeps } from "./config-deps.ts";
import { type AsFile, type EntryProblem, planAsFile } from "./plan-as-file.ts";
import { writeChanges } from "./write-changes.ts";

export type WriteAsFileOutcome =
  | { outcome: "written" | "unchanged" }
  | { outcome: "refused"; problems: EntryProblem[] };

/** Writes objects of a form by the very path that a config file takes: the same checks, words and journal. Within the caller's
 *  transaction, which holds the lock of the configuration and has read `live` under it. */
export async function writeAsFile(
  tx: Tx,
  deps: Pick<ConfigDeps, "secretKey" | "now">,
  { actor, ...given }: AsFile & { actor: ChangedBy["actor"] },
): Promise<WriteAsFileOutcome> {
  const planned = await planAsFile(tx, deps, given);
  if (planned.outcome === "refused") return planned;
  const { desired, changes } = planned;
  if (changes.length === 0) return { outcome: "unchanged" };
  const by = { actor, now: deps.now() };
  await writeChanges(tx, { by, secretKey: deps.secretKey, live: given.live, desired, changes });
  await bumpConfigRevision(tx);
  return { outcome: "written" };
}
