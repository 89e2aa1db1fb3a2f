// The second door of this package, for the supervisor and what it needs before anything else runs: without the schema
// and the queries, which only api and worker need, a process starts in a tenth of the time and the memory.
export { findFreePort } from "./embedded/free-port.ts";
export { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded/start-embedded-postgres.ts";
export { startTestCluster, type TestCluster } from "./embedded/start-test-cluster.ts";
export { writeFileDurably } from "./embedded/write-file-durably.ts";
export { checkPostgres } from "./migrate/check-postgres.ts";
export { checkSecretKey } from "./migrate/check-secret-key.ts";
export type { MigrationComparison } from "./migrate/compare-migrations.ts";
export { checkMigrations, migrate } from "./migrate/migrate.ts";
export { StartRefusal } from "./start-refusal.ts";
