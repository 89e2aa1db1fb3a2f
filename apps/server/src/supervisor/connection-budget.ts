/** How many connections each pool of a process may open. */
export const poolSizes = {
  // Ingest has connections of its own, so that no page and no export can keep a webhook waiting.
  api: { ingest: 4, app: 4 },
  worker: { app: 6, queue: 16 },
} as const;

// openDatabase(): `read` and `pg` of that size each, 4 for single statements, 1 for LISTEN.
const ofDatabase = (poolSize: number): number => 2 * poolSize + 4 + 1;
const heartbeat = 1;

/** What the processes of a role hold at most, together. */
export function connectionsOf(role: "all" | "api" | "worker"): number {
  const api = ofDatabase(poolSizes.api.ingest) + ofDatabase(poolSizes.api.app);
  const worker = ofDatabase(poolSizes.worker.app) + poolSizes.worker.queue + heartbeat;
  return { api, worker, all: api + worker }[role];
}
