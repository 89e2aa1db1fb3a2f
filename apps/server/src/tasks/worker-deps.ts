import type { PerformDeps } from "@signalbox/pipeline";

/** What the tasks of a worker are given. `signal` is aborted when calls that are under way must end. */
export type WorkerDeps = PerformDeps;
