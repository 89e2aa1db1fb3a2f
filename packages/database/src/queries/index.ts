export {
  type ActionFilter,
  findAction,
  listActions,
  listActionsOf,
  listActionsOfEvents,
  listIncidentsOfAction,
} from "./actions.ts";
export {
  type ComponentOfIncident,
  findApproval,
  findComponentOf,
  findPagerOfIncident,
  hasRunBefore,
  listApprovalsOf,
  listAsked,
  listLastApprovalIds,
  loadConnectionAuthor,
  loadRuleAuthor,
  type ShownApproval,
} from "./approvals.ts";
export { type AttemptPlace, listAttempts, listAttemptsOf } from "./attempts.ts";
export {
  type JournalFilter,
  listJournal,
  listJournalOf,
  listRejections,
  type RejectionPlace,
} from "./audit.ts";
export { type Backlog, loadBacklog, proveWritable } from "./backlog.ts";
export {
  type ComponentNow,
  type DatedSetting,
  findComponentKey,
  findComponents,
  listComponentHistory,
  listComponents,
} from "./components.ts";
export { type ConfigRows, loadConfigRows } from "./configuration/load-config-rows.ts";
export { findConnection, listConnections } from "./connections.ts";
export { findLastOpening } from "./coverage.ts";
export { type CustomerRow, findCustomer, listCustomers } from "./customers.ts";
export {
  type DeliveryFilter,
  type DeliveryPlace,
  findDelivery,
  findDeliveryBody,
  listDeliveries,
  listRepeats,
} from "./deliveries.ts";
export {
  type DrillDisturbance,
  findDisturbance,
  findDrillPager,
  loadChaosFacts,
  type StoredChaos,
} from "./drill-chaos.ts";
export {
  type DrillFacts,
  type DrillFigures,
  findDrill,
  findDrillKeys,
  findDrillRun,
  findWatchingDrill,
  isAnyDrillRunning,
  listDrillRuns,
  listDrills,
  listDrillsOfConnection,
  listDrillsOfSource,
  listLastDrillRuns,
  loadDrillFacts,
  loadDrillFigures,
  readDrillPage,
  type ShownDrill,
  type ShownDrillRun,
} from "./drills.ts";
export {
  type EventFilter,
  type EventPlace,
  findEvent,
  listEvents,
  listEventsAt,
  listEventsOfDelivery,
  loadEventContexts,
} from "./events.ts";
export {
  type FailureRetry,
  findFailureRetry,
  itemsOfFailure,
  listFailureRetries,
  planFailureRetry,
  type RetryPlan,
  retryItemsMax,
} from "./failure-retries.ts";
export {
  countOpenFailures,
  type FailureFacets,
  type FailureFilter,
  type FailurePlace,
  findFailure,
  listFailures,
  listPagesOfFailure,
  loadFailureFacets,
} from "./failures.ts";
export { findLastGoodDelivery } from "./find-last-good-delivery.ts";
export {
  findIncident,
  type IncidentFilter,
  type IncidentPlace,
  listIncidents,
  listIntervals,
  listMergedInto,
} from "./incidents.ts";
export { findBusySources } from "./ingest/find-busy-sources.ts";
export { type HookSource, loadHookSources } from "./ingest/load-hook-sources.ts";
export { type ClosingCheck, type ClosingKind, loadClosingChecks } from "./ledger/closing-checks.ts";
export { findLedgerLine } from "./ledger/find-ledger-line.ts";
export { type KnownFact, type KnownIncident, listFactsKnown, listIncidentsKnown } from "./ledger/known-incidents.ts";
export { loadAdjustmentsKnown, loadAdjustmentsOf } from "./ledger/ledger-adjustments.ts";
export type { CountedLines, LedgerFilter } from "./ledger/ledger-filter.ts";
export {
  type ComponentWithDowntime,
  findUnmapped,
  findUnmappedSegments,
  type IntervalOptions,
  listComponentsDownIn,
  listIntervalsAround,
  listIntervalsOf,
  listIntervalsTouching,
  unmappedComponent,
} from "./ledger/ledger-intervals.ts";
export {
  type LedgerLine,
  type LedgerPlace,
  listLedgerLines,
} from "./ledger/ledger-lines.ts";
export {
  findClosedUntil,
  findPeriod,
  listOpenPeriods,
  listPeriods,
  listPostedPeriods,
  lockPeriod,
  type PeriodRow,
} from "./ledger/ledger-periods.ts";
export { listRowsOfSegments, type SegmentRow, selectSegmentsInOrder } from "./ledger/ledger-rows.ts";
export {
  type HeldBody,
  loadCalendarBodies,
  loadExcludedTime,
  loadPolicies,
  loadPoliciesKnown,
  loadRates,
  loadRatesKnown,
} from "./ledger/ledger-settings.ts";
export { type LedgerSums, sumLedger } from "./ledger/ledger-sums.ts";
export { findLastDocumentNo, listHeldPostings, listOpenReversals } from "./ledger/posted-lines.ts";
export {
  countToVerify,
  type DeliveryToVerify,
  type KeyToVerify,
  listComponentIdsOfLedger,
  listPostingsOf,
  listStoredSegmentIds,
  loadDeliveriesToVerify,
  loadKeysToVerify,
  type StoredEvent,
} from "./ledger/rows-to-verify.ts";
export { type LedgerShare, summarizeLedger } from "./ledger/summarize-ledger.ts";
export { visitLedgerLines, visitLines } from "./ledger/visit-ledger-lines.ts";
export {
  listOnCallLookUps,
  loadStoredAnswer,
  type OnCallTeam,
  type StoredAnswer,
} from "./look-up/list-on-call-look-ups.ts";
export { findWindow, listWindows, type WindowPlace, type WindowState } from "./maintenance-windows.ts";
export {
  findMonitor,
  listMonitors,
  listMonitorsOfSource,
  listUnresolvedOfMonitor,
  type MonitorPlace,
} from "./monitors.ts";
export { findMute, listMutes } from "./mutes.ts";
export {
  findObligation,
  listIncidentsOfObligation,
  listObligations,
  type ObligationFilter,
  type ObligationPlace,
} from "./obligations.ts";
export {
  askClock,
  countTroubles,
  type LaneBacklog,
  listBlindSpans,
  listOwnSigns,
  loadLaneBacklogs,
  loadPartBeats,
} from "./own-health.ts";
export { findUser, isApiTokenAlive, isSessionAlive, listApiTokens, listUsers } from "./people.ts";
export { countCallsUnderWay } from "./perform/count-calls-under-way.ts";
export { countParked } from "./perform/count-parked.ts";
export {
  type ConnectionTroubles,
  findActionsOfFailure,
  findConnectionTroubles,
  findTroublesCalledOff,
} from "./perform/find-connection-troubles.ts";
export { findSilence, type Silence } from "./perform/find-silence.ts";
export { isPageOver } from "./perform/is-page-over.ts";
export { listLiveConnections, type PathConnection } from "./perform/list-page-paths.ts";
export {
  beginAskingPager,
  listUnheardIncidents,
  listUnheardPages,
  type UnheardPage,
} from "./perform/list-unheard-pages.ts";
export {
  type ConnectionForCall,
  loadActionContext,
  loadActionFields,
  loadConnectionForCall,
  loadFailureOfPage,
  loadTeamByKey,
  loadTeamOfAction,
} from "./perform/load-action-context.ts";
export { type Callee, loadCallee } from "./perform/load-callee.ts";
export { loadDeliveryHeader } from "./perform/load-delivery-header.ts";
export {
  type ActionRow,
  type AttemptRow,
  type LockedAction,
  type LockedObligation,
  lockAction,
  type StandsFor,
} from "./perform/lock-action.ts";
export { listCalendarKeys, listPolicies, type PolicyRow } from "./policies.ts";
export { countRecentIncidents } from "./process/count-recent-incidents.ts";
export { findAppliedOrdinals } from "./process/find-applied-ordinals.ts";
export { hasFailedDeliveries } from "./process/has-failed-deliveries.ts";
export { loadDownSpans, type StoredDownSpan } from "./process/load-down-spans.ts";
export { type KeyFact, type KeyToLoad, loadKeyFacts } from "./process/load-key-histories.ts";
export {
  findOpenFailure,
  findOpenFailures,
  type LookupAnswer,
  loadRoutingWorld,
  type RoutingWorld,
} from "./process/load-routing-world.ts";
export {
  findReceivedDeliveries,
  lockReceivedDeliveries,
  type ReceivedDelivery,
} from "./process/lock-received-deliveries.ts";
export {
  findRotation,
  listOverrides,
  listRotations,
  type OverrideRow,
  type RotationRow,
  readOverride,
} from "./rotations.ts";
export { loadRoutingRows, type RoutingRows } from "./routing/load-routing-rows.ts";
export { loadRuleActivity, type RuleActivity } from "./rule-activity.ts";
export { loadLastContexts, loadSeenValues } from "./rule-editing.ts";
export { findRuleSet, listRuleSets } from "./rule-sets.ts";
export {
  findRun,
  hasToldRun,
  listLastRuns,
  listRunOutput,
  listRunsOf,
  loadKeptOutput,
  loadOutputTail,
  loadRunHistory,
  type RunHistory,
  type ShownRun,
} from "./runs.ts";
export { scanBodies } from "./scan-bodies.ts";
export { type NamedHit, type OutsideHit, searchNames, searchOutside } from "./search.ts";
export {
  findSenderRequest,
  listSenderRequests,
} from "./sender-requests.ts";
export { loadApprovalLimits, loadSetting } from "./settings.ts";
export { findComponentsByKey, listContractsOf, loadAcknowledgements, loadKeptReports } from "./sla-rows.ts";
export { findMapping, joinMapping, listMappings } from "./source-mappings.ts";
export {
  loadSourceRhythm,
  loadSourceSigns,
  type SourceRhythm,
  type SourceSigns,
} from "./source-signs.ts";
export { findSource, listSources } from "./sources.ts";
export { loadStoredDelivery } from "./stored-delivery.ts";
export { listTeams } from "./teams.ts";
export { loadPastEvents, type PastEventRow, type PastPlace } from "./time-machine/load-past-events.ts";
export { loadPastMutes } from "./time-machine/load-past-mutes.ts";
export {
  findTimeMachineRow,
  findTimeMachineRun,
  findTimeMachineRunOf,
  listTimeMachineRows,
  listTimeMachineRuns,
  type ShownTimeMachineRun,
} from "./time-machine/time-machine-runs.ts";
export { listWaitingForPerson } from "./waiting-for-person.ts";
export { loadWeekRows, type WeekRows } from "./week.ts";
