import { type Database, loadConfigRevision, loadRoutingRows } from "@signalbox/database";
import { buildRoutingSnapshot, type RoutingSnapshot } from "./routing-snapshot.ts";

type RoutingDatabase = Pick<Database, "transaction" | "read">;

const snapshots = new WeakMap<RoutingDatabase, RoutingSnapshot>();

/** The configuration that routes events now. Made once per revision of the configuration and process. */
export async function loadRouting(db: RoutingDatabase): Promise<RoutingSnapshot> {
  const revision = await loadConfigRevision(db.read);
  const kept = snapshots.get(db);
  if (kept?.revision === revision) return kept;
  const made = buildRoutingSnapshot(await db.transaction(loadRoutingRows));
  snapshots.set(db, made);
  return made;
}
