// The second door of this package, for the supervisor and what it needs before anything else runs: without the schema
// and the queries, which only api and worker need, a process starts in a tenth of the time and the memory.

export { restoreBackup } from "./backup/restore-backup.ts";
export { writeBackup } from "./backup/write-backup.ts";
export { findFreePort } from "./embedded/free-port.ts";
export { keepSecretKey, secretKeyFile } from "./embedded/keep-secret-key.ts";
export { lockDataDir } from "./embedded/lock-data-dir.ts";
export { reachEmbeddedPostgres } from "./embedded/reach-embedded-postgres.ts";
export { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded/start-embedded-postgres.ts";
export { startTestCluster, type TestCluster } from "./embedded/start-test-cluster.ts";
export { writeFileDurably } from "./embedded/write-file-durably.ts";
export { checkPostgres } from "./migrate/check-postgres.ts";
export { checkSecretKey, keyFingerprint } from "./migrate/check-secret-key.ts";
export type { MigrationComparison } from "./migrate/compare-migrations.ts";
export { checkMigrations, migrate } from "./migrate/migrate.ts";
export { loadKeyFingerprint, rotateSecretKey } from "./secrets/rotate-secret-key.ts";
export { StartRefusal } from "./start-refusal.ts";
