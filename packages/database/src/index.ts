export * from "./commands/index.ts";
export { bumpConfigRevision, configChannel, loadConfigRevision } from "./config/config-revision.ts";
export { atCommit } from "./doors/at-commit.ts";
export { type Database, type DatabaseOptions, openDatabase } from "./doors/open-database.ts";
export { QueryFailed, sqlState } from "./doors/query-failed.ts";
export { dialect } from "./doors/quiet-sessions.ts";
export { readConsistently } from "./doors/read-consistently.ts";
export { type Reader, selectRows } from "./doors/select-rows.ts";
export type { SqlDoor } from "./doors/sql-door.ts";
export { together } from "./doors/together.ts";
export type { Tx } from "./doors/transaction.ts";
export { addJob, addJobs, type JobOptions, LostJob, type NewJob } from "./jobs/add-job.ts";
export { appendJournal, type JournalEntry } from "./journal/append-journal.ts";
export { type LiveTopic, liveChannel, notifyLive, notifyLiveTopics } from "./live/notify-live.ts";
export * from "./queries/index.ts";
export * from "./schema/index.ts";
export { openSecret, SecretUnreadable, sealSecret } from "./secrets/seal-secret.ts";
export {
  loadSecrets,
  type NewSecret,
  type SecretOwnerKind,
  type StoredSecret,
  storeSecret,
} from "./secrets/stored-secrets.ts";
export * from "./start.ts";
