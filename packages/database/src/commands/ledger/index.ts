export {
  type AdjustmentRow,
  approveAdjustment,
  findAdjustment,
  insertAdjustment,
  listAdjustments,
  moveIncident,
  withdrawAdjustment,
} from "./adjustments.ts";
export {
  askToReopen,
  deletePeriodSegments,
  findEarlierOpenPeriod,
  reopenPeriod,
  setPeriodClosed,
} from "./close-period.ts";
export {
  approveExclusion,
  type ExclusionRow,
  findExclusion,
  insertExclusion,
  listExclusions,
  withdrawExclusion,
} from "./exclusions.ts";
export { insertPostings, type NewPosting } from "./insert-postings.ts";
export {
  beginLedgerRun,
  endLedgerRun,
  findLedgerRun,
  type LedgerRunRow,
  listLedgerRuns,
  noteLedgerRun,
} from "./ledger-runs.ts";
export { holdLedger, shareLedger } from "./lock-ledger.ts";
export {
  coverMarks,
  type LedgerMark,
  markComponentsDirty,
  markWholeLedgerDirty,
} from "./mark-components-dirty.ts";
export {
  findLastSnapshot,
  findSnapshot,
  findSnapshotOf,
  insertSnapshot,
  listSnapshots,
  readSnapshotPart,
  type SnapshotFormat,
  type SnapshotRow,
} from "./snapshots.ts";
export {
  componentsToSettle,
  findRunningMark,
  listMarkedComponents,
  takeLedgerMarks,
} from "./take-ledger-marks.ts";
export {
  countedLines,
  deleteSegments,
  insertSegments,
  type SegmentScope,
  writeSegments,
} from "./write-segments.ts";
