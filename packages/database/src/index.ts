export {
  type ApprovalRow,
  type ApprovalVote,
  endApproval,
  findApprovalRow,
  findLastApproval,
  insertApproval,
  insertVote,
  listDueApprovals,
  listVotes,
  setApprovalPage,
  voidApproved,
} from "./commands/approval/save-approval.ts";
export { addPerformJobs } from "./commands/attempt/add-perform-job.ts";
export { beginAttempt, type NewAttempt } from "./commands/attempt/begin-attempt.ts";
export { type AttemptEnd, endAttempt } from "./commands/attempt/end-attempt.ts";
export { freeSlot, freeSlotOf } from "./commands/attempt/free-slot.ts";
export { holdBackAction } from "./commands/attempt/hold-back.ts";
export { type ActionMove, moveAction, never, type ParkedFor } from "./commands/attempt/move-action.ts";
export { noteObligation, releaseDraft } from "./commands/attempt/release-draft.ts";
export { releaseParked } from "./commands/attempt/release-parked.ts";
export { restartAction } from "./commands/attempt/restart-action.ts";
export { endObligation, keepExternalId } from "./commands/attempt/settle-obligation.ts";
export { type CalendarRow, saveCalendar } from "./commands/calendar/save-calendar.ts";
export {
  type Dated,
  replaceCosts,
  replaceMappings,
  replaceOwners,
  replaceTargets,
  replaceTiers,
  type Timelines,
} from "./commands/component/replace-timelines.ts";
export { type ComponentRow, insertComponents, saveComponent } from "./commands/component/save-component.ts";
export { type ChangedBy, type ConfigSubject, journalChange } from "./commands/configuration/changed-by.ts";
export { lockConfiguration } from "./commands/configuration/lock-configuration.ts";
export {
  type AppliedConfig,
  loadLastApplication,
  recordApplication,
} from "./commands/configuration/record-application.ts";
export { retireObject, type SaveOutcome } from "./commands/configuration/save-outcome.ts";
export { type ConnectionRow, saveConnection } from "./commands/connection/save-connection.ts";
export {
  type ConnectionHealth,
  lockConnectionHealth,
  saveBreaker,
  saveTurns,
} from "./commands/connection-health/breaker.ts";
export { hasChangedSince, pauseConnection, resumeConnection } from "./commands/connection-health/pause-connection.ts";
export { insertSlaReports } from "./commands/customer/insert-sla-reports.ts";
export { type ContractRow, saveCustomer } from "./commands/customer/save-customer.ts";
export {
  abandonLoneTry,
  type DeliveryTries,
  noteThrownTry,
  startLoneTry,
} from "./commands/delivery/delivery-tries.ts";
export {
  type FinishedDelivery,
  finishDeliveries,
  reopenFailedDeliveries,
} from "./commands/delivery/finish-deliveries.ts";
export { repeatsKeptMax } from "./commands/delivery/keep-repeats.ts";
export { noteRepeats } from "./commands/delivery/note-repeats.ts";
export { type NewDelivery, type StoredDelivery, storeDeliveries } from "./commands/delivery/store-deliveries.ts";
export { type EventRow, giveEventToIncident, insertEvents } from "./commands/event/insert-events.ts";
export { giveFactsToEvents, supersedeEvents, supersedeFacts } from "./commands/event/supersede-events.ts";
export { acknowledgeFailure, handBackFailure, settleFailureByHand } from "./commands/failure/attend-failure.ts";
export {
  insertFailurePage,
  lockFailureForPage,
  markFailurePaged,
  markNobodyReached,
  type WantedPage,
} from "./commands/failure/begin-failure-page.ts";
export {
  advanceFailureRetry,
  insertFailureRetry,
  lockFailureRetry,
  type NextRetryItem,
  stopFailureRetry,
} from "./commands/failure/failure-retries.ts";
export { pageAgainAfterMs, type RaisedFailure, raiseFailure } from "./commands/failure/raise-failure.ts";
export { settleFailure } from "./commands/failure/settle-failure.ts";
export { settleMendedRules } from "./commands/failure/settle-mended-rules.ts";
export { type LockedKey, lockKeys, type SeenKey, saveCurrentIncidents } from "./commands/incident/lock-keys.ts";
export { markUnrouted } from "./commands/incident/mark-unrouted.ts";
export { endMerges, loadIncidentStatuses, mergeIncident } from "./commands/incident/merge-incident.ts";
export {
  type AssignedLater,
  assignFacts,
  insertFacts,
  type MarkedFact,
  markRedundantFacts,
  type NewFact,
} from "./commands/incident/save-facts.ts";
export {
  type IncidentRow,
  lockIncidents,
  replaceIntervals,
  saveIncidents,
} from "./commands/incident/save-incidents.ts";
export {
  clearStale,
  endFlapping,
  findFlapping,
  judgeStrayResolves,
  markStale,
  type StaleIncident,
  type StrayResolve,
  type WatchedIncident,
} from "./commands/incident/watch-incidents.ts";
export { absorbProcessJobs } from "./commands/job/absorb-process-jobs.ts";
export {
  type AdjustmentRow,
  approveAdjustment,
  findAdjustment,
  insertAdjustment,
  listAdjustments,
  moveIncident,
  withdrawAdjustment,
} from "./commands/ledger/adjustments.ts";
export {
  askToReopen,
  deletePeriodSegments,
  findEarlierOpenPeriod,
  reopenPeriod,
  setPeriodClosed,
} from "./commands/ledger/close-period.ts";
export {
  approveExclusion,
  type ExclusionRow,
  findExclusion,
  insertExclusion,
  listExclusions,
  withdrawExclusion,
} from "./commands/ledger/exclusions.ts";
export { insertPostings, type NewPosting } from "./commands/ledger/insert-postings.ts";
export {
  beginLedgerRun,
  endLedgerRun,
  findLedgerRun,
  type LedgerRunRow,
  listLedgerRuns,
  noteLedgerRun,
} from "./commands/ledger/ledger-runs.ts";
export { holdLedger, shareLedger } from "./commands/ledger/lock-ledger.ts";
export {
  coverMarks,
  type LedgerMark,
  markComponentsDirty,
  markWholeLedgerDirty,
} from "./commands/ledger/mark-components-dirty.ts";
export {
  findLastSnapshot,
  findSnapshot,
  findSnapshotOf,
  insertSnapshot,
  listSnapshots,
  readSnapshotPart,
  type SnapshotFormat,
  type SnapshotRow,
} from "./commands/ledger/snapshots.ts";
export { componentsToSettle, findRunningMark, takeLedgerMarks } from "./commands/ledger/take-ledger-marks.ts";
export { deleteSegments, insertSegments, type SegmentScope, writeSegments } from "./commands/ledger/write-segments.ts";
export { beatStatement, farewellStatement } from "./commands/liveness/beat.ts";
export { type BlindTime, beatPart, type Part } from "./commands/liveness/beat-part.ts";
export { keepPartitions } from "./commands/liveness/keep-partitions.ts";
export { type LateActions, markLateActions } from "./commands/liveness/mark-late-actions.ts";
export { type Listener, listListeners, noteListener } from "./commands/liveness/note-listener.ts";
export {
  forgetOwnSign,
  forgetOwnSigns,
  lockOwnSign,
  type OwnSignRow,
  saveOwnSign,
  tryLockWatch,
} from "./commands/liveness/own-signs.ts";
export {
  releaseAllPools,
  releaseDeadPools,
  releaseLostJobs,
  tryLockSweep,
} from "./commands/liveness/release-dead-pools.ts";
export {
  clearQueue,
  endAllLeases,
  ringForActions,
  ringForDeliveries,
  ringForFailures,
} from "./commands/liveness/ring-forgotten.ts";
export { keepAnswer, keepLookUpFailure } from "./commands/look-up/keep-answer.ts";
export {
  cancelWindow,
  endWindowEarly,
  insertWindow,
  updateWindow,
  type WindowRow,
} from "./commands/maintenance/save-window.ts";
export { insertManualAct, type NewManualAct } from "./commands/manual-act/insert-manual-act.ts";
export { fillComponents, insertMapping, type NewMapping } from "./commands/monitor/map-monitors.ts";
export { type SeenMonitor, seeMonitors } from "./commands/monitor/see-monitors.ts";
export { insertMute, journalMute, liftMute, type NewMute } from "./commands/mute/save-mute.ts";
export { appendLink } from "./commands/obligation/append-link.ts";
export {
  type EventPlaceOfAction,
  findOpeningEvent,
  insertSingleAction,
} from "./commands/obligation/insert-single-action.ts";
export { lockObligations, type StoredLink, type StoredObligation } from "./commands/obligation/lock-obligations.ts";
export { lockObligationsOfActions } from "./commands/obligation/lock-obligations-of-actions.ts";
export { cancelActions, cancelHeldActions, insertActions, type NewAction } from "./commands/obligation/save-actions.ts";
export {
  insertObligations,
  type JoinedIncident,
  type ObligationRow,
  saveJoinedIncidents,
  updateObligations,
} from "./commands/obligation/save-obligations.ts";
export {
  beginObligationCheck,
  endObligationCheck,
  type FindingRow,
  findLastCheck,
  listDueForCheck,
  listFindings,
  lockObligationCheck,
  nextObligationOfCheck,
  noteClosedOutside,
  type ObligationCheckRow,
  type ObligationFinding,
  type ObligationToLookAt,
  recordLook,
} from "./commands/obligation-check/obligation-check.ts";
export {
  type AcknowledgeLinkRow,
  findAcknowledgeLink,
  keepAcknowledgeLink,
  loadPageLook,
  type PageLook,
  useAcknowledgeLink,
} from "./commands/page/acknowledge-link.ts";
export { type LockedPage, lockPageForEscalation } from "./commands/page/lock-page.ts";
export {
  beginEscalation,
  findFreeSlot,
  findHeardAfterAll,
  insertOrderedObligation,
  moveEscalation,
  restartEscalation,
  ringForEscalations,
  stopEscalation,
} from "./commands/page/save-escalation.ts";
export { createApiToken, findApiToken, revokeApiToken } from "./commands/people/api-token.ts";
export {
  type Actor,
  createFirstAdmin,
  createUser,
  type NewUser,
  type UserRole,
} from "./commands/people/create-user.ts";
export { keepSetupLink, needsSetup, useSetupLink } from "./commands/people/setup-link.ts";
export { countSignInTry, forgetSignInTries } from "./commands/people/sign-in-tries.ts";
export { type UpdateUserOutcome, type UserChange, updateUser } from "./commands/people/update-user.ts";
export { setPolicy } from "./commands/policy/set-policy.ts";
export { type NewRejection, recordRejections } from "./commands/rejection/record-rejections.ts";
export {
  dropMonth,
  dropOldRepeats,
  dropOldSessions,
  findUnsettled,
  listMonths,
} from "./commands/retention/drop-months.ts";
export { cancelOverride, insertOverride } from "./commands/rotation/save-override.ts";
export { saveRotation } from "./commands/rotation/save-rotation.ts";
export { publishDraft, publishRuleSet } from "./commands/rule-set/publish-rule-set.ts";
export { type DraftOutcome, discardDraft, saveDraftRuleSet } from "./commands/rule-set/save-draft.ts";
export { listRunbookBooks, saveRunbookBook } from "./commands/run/save-book.ts";
export {
  appendRunOutput,
  endRun,
  findRunUnderWay,
  insertRun,
  keepRunPlace,
  type NewRun,
  type RunRow,
} from "./commands/run/save-run.ts";
export { expireSecrets, retireSecrets, setSecretExpiry } from "./commands/secret/end-secrets.ts";
export {
  answerSenderRequest,
  insertSenderRequests,
  type NewSenderRequest,
} from "./commands/sender-request/save-sender-request.ts";
export { loadDeadMansSignal, saveDeadMansSignal } from "./commands/setting/dead-mans-signal.ts";
export { type SettingKey, saveSetting } from "./commands/setting/save-setting.ts";
export { ensureManualSource, manualSourceKey } from "./commands/source/ensure-manual-source.ts";
export { saveMapping } from "./commands/source/save-mapping.ts";
export { type SourceRow, saveSource } from "./commands/source/save-source.ts";
export { saveTeam, type TeamRow } from "./commands/team/save-team.ts";
export {
  beginTimeMachineRun,
  endTimeMachineRun,
  noteTimeMachineRun,
  restartTimeMachineRun,
  type TimeMachineRow,
  type TimeMachineRunRow,
} from "./commands/time-machine/time-machine-runs.ts";
export { bumpConfigRevision, configChannel, loadConfigRevision } from "./config/config-revision.ts";
export { type Database, type DatabaseOptions, openDatabase } from "./doors/open-database.ts";
export { QueryFailed, sqlState } from "./doors/query-failed.ts";
export { readConsistently } from "./doors/read-consistently.ts";
export { type Reader, selectRows } from "./doors/select-rows.ts";
export type { SqlDoor } from "./doors/sql-door.ts";
export type { Tx } from "./doors/transaction.ts";
export { addJob, addJobs, type JobOptions, LostJob, type NewJob } from "./jobs/add-job.ts";
export { appendJournal, type JournalEntry } from "./journal/append-journal.ts";
export { type LiveTopic, liveChannel, notifyLive, notifyLiveTopics } from "./live/notify-live.ts";
export {
  type ActionFilter,
  findAction,
  listActions,
  listActionsOf,
  listActionsOfEvents,
  listIncidentsOfAction,
} from "./queries/actions.ts";
export {
  type ComponentOfIncident,
  findApproval,
  findComponentOf,
  findPagerOfIncident,
  hasRunBefore,
  listApprovalsOf,
  listAsked,
  listLastApprovalIds,
  loadRuleAuthor,
  type ShownApproval,
} from "./queries/approvals.ts";
export { type AttemptPlace, listAttempts, listAttemptsOf } from "./queries/attempts.ts";
export {
  type JournalFilter,
  listJournal,
  listJournalOf,
  listRejections,
  type RejectionPlace,
} from "./queries/audit.ts";
export { type Backlog, loadBacklog, proveWritable } from "./queries/backlog.ts";
export {
  type ComponentNow,
  type DatedSetting,
  findComponentKey,
  findComponents,
  listComponentHistory,
  listComponents,
} from "./queries/components.ts";
export { type ConfigRows, loadConfigRows } from "./queries/configuration/load-config-rows.ts";
export { findConnection, listConnections } from "./queries/connections.ts";
export { findLastOpening } from "./queries/coverage.ts";
export { type CustomerRow, findCustomer, listCustomers } from "./queries/customers.ts";
export {
  type DeliveryFilter,
  type DeliveryPlace,
  findDelivery,
  findDeliveryBody,
  listDeliveries,
  listRepeats,
} from "./queries/deliveries.ts";
export {
  type EventFilter,
  type EventPlace,
  findEvent,
  listEvents,
  listEventsAt,
  listEventsOfDelivery,
  loadEventContexts,
} from "./queries/events.ts";
export {
  type FailureRetry,
  findFailureRetry,
  itemsOfFailure,
  listFailureRetries,
  planFailureRetry,
  type RetryPlan,
  retryItemsMax,
} from "./queries/failure-retries.ts";
export {
  countOpenFailures,
  type FailureFacets,
  type FailureFilter,
  type FailurePlace,
  findFailure,
  listFailures,
  listPagesOfFailure,
  loadFailureFacets,
} from "./queries/failures.ts";
export { findLastGoodDelivery } from "./queries/find-last-good-delivery.ts";
export {
  findIncident,
  type IncidentFilter,
  type IncidentPlace,
  listIncidents,
  listIntervals,
  listMergedInto,
} from "./queries/incidents.ts";
export { findBusySources } from "./queries/ingest/find-busy-sources.ts";
export { type HookSource, loadHookSources } from "./queries/ingest/load-hook-sources.ts";
export { type ClosingCheck, type ClosingKind, loadClosingChecks } from "./queries/ledger/closing-checks.ts";
export { findLedgerLine } from "./queries/ledger/find-ledger-line.ts";
export { loadAdjustmentsOf } from "./queries/ledger/ledger-adjustments.ts";
export type { LedgerFilter } from "./queries/ledger/ledger-filter.ts";
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
} from "./queries/ledger/ledger-intervals.ts";
export {
  type LedgerLine,
  type LedgerPlace,
  listLedgerLines,
} from "./queries/ledger/ledger-lines.ts";
export {
  findClosedUntil,
  findPeriod,
  listOpenPeriods,
  listPeriods,
  listPostedPeriods,
  lockPeriod,
  type PeriodRow,
} from "./queries/ledger/ledger-periods.ts";
export { listRowsOfSegments, type SegmentRow } from "./queries/ledger/ledger-rows.ts";
export {
  type HeldBody,
  loadCalendarBodies,
  loadExcludedTime,
  loadPolicies,
  loadRates,
} from "./queries/ledger/ledger-settings.ts";
export { type LedgerSums, sumLedger } from "./queries/ledger/ledger-sums.ts";
export { findLastDocumentNo, listHeldPostings, listOpenReversals } from "./queries/ledger/posted-lines.ts";
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
} from "./queries/ledger/rows-to-verify.ts";
export { type LedgerShare, summarizeLedger } from "./queries/ledger/summarize-ledger.ts";
export { visitLedgerLines, visitLines } from "./queries/ledger/visit-ledger-lines.ts";
export {
  listOnCallLookUps,
  loadStoredAnswer,
  type OnCallTeam,
  type StoredAnswer,
} from "./queries/look-up/list-on-call-look-ups.ts";
export { findWindow, listWindows, type WindowPlace, type WindowState } from "./queries/maintenance-windows.ts";
export {
  findMonitor,
  listMonitors,
  listMonitorsOfSource,
  listUnresolvedOfMonitor,
  type MonitorPlace,
} from "./queries/monitors.ts";
export { findMute, listMutes } from "./queries/mutes.ts";
export {
  findObligation,
  listIncidentsOfObligation,
  listObligations,
  type ObligationFilter,
  type ObligationPlace,
} from "./queries/obligations.ts";
export {
  askClock,
  countTroubles,
  type LaneBacklog,
  listBlindSpans,
  listOwnSigns,
  loadLaneBacklogs,
  loadPartBeats,
} from "./queries/own-health.ts";
export { findUser, isApiTokenAlive, isSessionAlive, listApiTokens, listUsers } from "./queries/people.ts";
export { countCallsUnderWay } from "./queries/perform/count-calls-under-way.ts";
export { countParked } from "./queries/perform/count-parked.ts";
export {
  type ConnectionTroubles,
  findActionsOfFailure,
  findConnectionTroubles,
  findTroublesCalledOff,
} from "./queries/perform/find-connection-troubles.ts";
export { findSilence, type Silence } from "./queries/perform/find-silence.ts";
export { isPageOver } from "./queries/perform/is-page-over.ts";
export { listLiveConnections, type PathConnection } from "./queries/perform/list-page-paths.ts";
export {
  beginAskingPager,
  listUnheardIncidents,
  listUnheardPages,
  type UnheardPage,
} from "./queries/perform/list-unheard-pages.ts";
export {
  type ConnectionForCall,
  loadActionContext,
  loadActionFields,
  loadConnectionForCall,
  loadFailureOfPage,
  loadTeamByKey,
  loadTeamOfAction,
} from "./queries/perform/load-action-context.ts";
export { loadDeliveryHeader } from "./queries/perform/load-delivery-header.ts";
export {
  type ActionRow,
  type AttemptRow,
  type LockedAction,
  type LockedObligation,
  lockAction,
  type StandsFor,
} from "./queries/perform/lock-action.ts";
export { listCalendarKeys, listPolicies, type PolicyRow } from "./queries/policies.ts";
export { countRecentIncidents } from "./queries/process/count-recent-incidents.ts";
export { findAppliedOrdinals } from "./queries/process/find-applied-ordinals.ts";
export { hasFailedDeliveries } from "./queries/process/has-failed-deliveries.ts";
export { loadDownSpans, type StoredDownSpan } from "./queries/process/load-down-spans.ts";
export { type KeyFact, type KeyToLoad, loadKeyFacts } from "./queries/process/load-key-histories.ts";
export {
  findOpenFailure,
  findOpenFailures,
  type LookupAnswer,
  loadRoutingWorld,
  type RoutingWorld,
} from "./queries/process/load-routing-world.ts";
export {
  findReceivedDeliveries,
  lockReceivedDeliveries,
  type ReceivedDelivery,
} from "./queries/process/lock-received-deliveries.ts";
export {
  findRotation,
  listOverrides,
  listRotations,
  type OverrideRow,
  type RotationRow,
  readOverride,
} from "./queries/rotations.ts";
export { loadRoutingRows, type RoutingRows } from "./queries/routing/load-routing-rows.ts";
export { loadRuleActivity, type RuleActivity } from "./queries/rule-activity.ts";
export { loadLastContexts, loadSeenValues } from "./queries/rule-editing.ts";
export { findRuleSet, listRuleSets } from "./queries/rule-sets.ts";
export {
  findRun,
  hasToldRun,
  listLastRuns,
  listRunOutput,
  listRunsOf,
  loadOutputTail,
  loadRunHistory,
  type RunHistory,
  type ShownRun,
} from "./queries/runs.ts";
export { scanBodies } from "./queries/scan-bodies.ts";
export { type NamedHit, type OutsideHit, searchNames, searchOutside } from "./queries/search.ts";
export {
  findSenderRequest,
  listSenderRequests,
} from "./queries/sender-requests.ts";
export { loadApprovalLimits, loadSetting } from "./queries/settings.ts";
export { findComponentsByKey, listContractsOf, loadAcknowledgements, loadKeptReports } from "./queries/sla-rows.ts";
export { findMapping, joinMapping, listMappings } from "./queries/source-mappings.ts";
export {
  loadSourceRhythm,
  loadSourceSigns,
  type SourceRhythm,
  type SourceSigns,
} from "./queries/source-signs.ts";
export { findSource, listSources } from "./queries/sources.ts";
export { loadStoredDelivery } from "./queries/stored-delivery.ts";
export { listTeams } from "./queries/teams.ts";
export { loadPastEvents, type PastEventRow, type PastPlace } from "./queries/time-machine/load-past-events.ts";
export { loadPastMutes } from "./queries/time-machine/load-past-mutes.ts";
export {
  findTimeMachineRow,
  findTimeMachineRun,
  findTimeMachineRunOf,
  listTimeMachineRows,
  listTimeMachineRuns,
  type ShownTimeMachineRun,
} from "./queries/time-machine/time-machine-runs.ts";
export { listWaitingForPerson } from "./queries/waiting-for-person.ts";
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
