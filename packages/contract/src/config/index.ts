export { type Checked, type ConfigProblem, checkConfig, checkRuleSetText, locate } from "./check-config.ts";
export type { ComponentEntry } from "./component-entry.ts";
export type { ConfigFile, FailurePaths } from "./config-file.ts";
export { type ConnectionEntry, connectionSecrets, mapConnectionSecrets } from "./connection-entry.ts";
export type { CustomerEntry } from "./customer-entry.ts";
export { asList, type Held, heldSpan } from "./dated.ts";
export type { DrillEntry } from "./drill-entry.ts";
export { explainIssues, wordIssue } from "./explain-issues.ts";
export type { KnownConnectionKind, KnownWorld, LiveKeys } from "./known-world.ts";
export type { MaintenanceEntry } from "./maintenance-entry.ts";
export { printMoment, readMoment } from "./moment.ts";
export type { Finding } from "./names-in-file.ts";
export { connectionConfig } from "./names-in-file.ts";
export { completePolicy, fileTimeZone, type PolicyBody, type PolicyEntry, printPolicy } from "./policy-entry.ts";
export { printConfig, printRuleSetText } from "./print-yaml.ts";
export type { Path } from "./read-yaml.ts";
export { listVariables, resolveSecrets, withoutSecrets } from "./resolve-secrets.ts";
export type { RotationEntry } from "./rotation-entry.ts";
export {
  printRuleSet,
  type RuleSetEntry,
  ruleSetBody,
  type TestEntry,
} from "./rule-set-entry.ts";
export { hookTokenLength } from "./secret-ref.ts";
export { type SourceEntry, settingsOf } from "./source-entry.ts";
export {
  type SourceSettings,
  type SourceSettingsChange,
  sourceDefaults,
  sourceSettings,
} from "./source-settings.ts";
export type { TeamEntry } from "./team-entry.ts";
