export {
  type ConditionGroup,
  type ConditionLine,
  isGroup,
  type LineOperator,
  lineOperators,
  printCondition,
} from "@signalbox/core";
export * from "./api/index.ts";
export * from "./config/index.ts";
export { type RunbookFileOutcome, readRunbookFile } from "./runbooks/runbook-file.ts";
