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
} from "./approval/save-approval.ts";
export { addPerformJobs } from "./attempt/add-perform-job.ts";
export { beginAttempt, type NewAttempt } from "./attempt/begin-attempt.ts";
export { type AttemptEnd, endAttempt } from "./attempt/end-attempt.ts";
export { freeSlot, freeSlotOf } from "./attempt/free-slot.ts";
export { holdBackAction } from "./attempt/hold-back.ts";
export { type ActionMove, moveAction, never, type ParkedFor } from "./attempt/move-action.ts";
export { noteObligation, releaseDraft } from "./attempt/release-draft.ts";
export { releaseParked } from "./attempt/release-parked.ts";
export { restartAction } from "./attempt/restart-action.ts";
export { endObligation, keepExternalId } from "./attempt/settle-obligation.ts";
export { type CalendarRow, saveCalendar } from "./calendar/save-calendar.ts";
export {
  type Dated,
  replaceCosts,
  replaceMappings,
  replaceOwners,
  replaceTargets,
  replaceTiers,
  type Timelines,
} from "./component/replace-timelines.ts";
export { type ComponentRow, insertComponents, saveComponent } from "./component/save-component.ts";
export { type ChangedBy, type ConfigSubject, journalChange } from "./configuration/changed-by.ts";
export { lockConfiguration } from "./configuration/lock-configuration.ts";
export {
  type AppliedConfig,
  loadLastApplication,
  recordApplication,
} from "./configuration/record-application.ts";
export { retireObject, type SaveOutcome } from "./configuration/save-outcome.ts";
export { type ConnectionRow, saveConnection } from "./connection/save-connection.ts";
export {
  type ConnectionHealth,
  lockConnectionHealth,
  lockHealthAndCount,
  saveBreaker,
  saveTurns,
} from "./connection-health/breaker.ts";
export { hasChangedSince, pauseConnection, resumeConnection } from "./connection-health/pause-connection.ts";
export { insertSlaReports } from "./customer/insert-sla-reports.ts";
export { type ContractRow, saveCustomer } from "./customer/save-customer.ts";
export {
  abandonLoneTry,
  type DeliveryTries,
  noteThrownTry,
  startLoneTry,
} from "./delivery/delivery-tries.ts";
export {
  type FinishedDelivery,
  finishDeliveries,
  reopenFailedDeliveries,
} from "./delivery/finish-deliveries.ts";
export { repeatsKeptMax } from "./delivery/keep-repeats.ts";
export { noteRepeats } from "./delivery/note-repeats.ts";
export { type NewDelivery, type StoredDelivery, storeDeliveries } from "./delivery/store-deliveries.ts";
export {
  claimOutageSignals,
  type DrillOutageChange,
  type DueOutageSignal,
  endDrillOutages,
  insertDrillCall,
  insertDrillOutages,
  noteDrillOutage,
} from "./drill/drill-outages.ts";
export {
  claimDrillSignals,
  type DrillRunChange,
  type DueSignal,
  insertDrillRun,
  lockRunningDrills,
  noteDrillRun,
  stopDrillRun,
} from "./drill/drill-runs.ts";
export {
  type DrillRow,
  type DrillSettings,
  lockDueDrills,
  retireDrill,
  saveDrill,
  setNextDue,
} from "./drill/save-drill.ts";
export { type EventRow, giveEventToIncident, insertEvents } from "./event/insert-events.ts";
export { giveFactsToEvents, supersedeEvents, supersedeFacts } from "./event/supersede-events.ts";
export { acknowledgeFailure, handBackFailure, settleFailureByHand } from "./failure/attend-failure.ts";
export {
  insertFailurePage,
  lockFailureForPage,
  markFailurePaged,
  markNobodyReached,
  type WantedPage,
} from "./failure/begin-failure-page.ts";
export {
  advanceFailureRetry,
  insertFailureRetry,
  lockFailureRetry,
  type NextRetryItem,
  stopFailureRetry,
} from "./failure/failure-retries.ts";
export { pageAgainAfterMs, type RaisedFailure, raiseFailure } from "./failure/raise-failure.ts";
export { settleFailure } from "./failure/settle-failure.ts";
export { settleMendedRules } from "./failure/settle-mended-rules.ts";
export { type LockedKey, lockKeys, type SeenKey, saveCurrentIncidents } from "./incident/lock-keys.ts";
export { markUnrouted } from "./incident/mark-unrouted.ts";
export { endMerges, loadIncidentStatuses, mergeIncident } from "./incident/merge-incident.ts";
export {
  type AssignedLater,
  assignFacts,
  insertFacts,
  type MarkedFact,
  markRedundantFacts,
  type NewFact,
} from "./incident/save-facts.ts";
export {
  type IncidentRow,
  lockIncidents,
  replaceIntervals,
  saveIncidents,
} from "./incident/save-incidents.ts";
export {
  clearStale,
  endFlapping,
  findFlapping,
  judgeStrayResolves,
  markStale,
  type StaleIncident,
  type StrayResolve,
  type WatchedIncident,
} from "./incident/watch-incidents.ts";
export { absorbProcessJobs } from "./job/absorb-process-jobs.ts";
export * from "./ledger/index.ts";
export { beatStatement, farewellStatement } from "./liveness/beat.ts";
export { type BlindTime, beatPart, type Part } from "./liveness/beat-part.ts";
export { keepPartitions } from "./liveness/keep-partitions.ts";
export { type LateActions, markLateActions } from "./liveness/mark-late-actions.ts";
export { type Listener, listListeners, noteListener } from "./liveness/note-listener.ts";
export {
  forgetOwnSign,
  forgetOwnSigns,
  lockOwnSign,
  type OwnSignRow,
  saveOwnSign,
  tryLockWatch,
} from "./liveness/own-signs.ts";
export {
  releaseAllPools,
  releaseDeadPools,
  releaseLostJobs,
  tryLockSweep,
} from "./liveness/release-dead-pools.ts";
export {
  clearQueue,
  endAllLeases,
  ringForActions,
  ringForDeliveries,
  ringForFailures,
} from "./liveness/ring-forgotten.ts";
export { keepAnswer, keepLookUpFailure } from "./look-up/keep-answer.ts";
export {
  cancelWindow,
  endWindowEarly,
  insertWindow,
  updateWindow,
  type WindowRow,
} from "./maintenance/save-window.ts";
export { insertManualAct, type NewManualAct } from "./manual-act/insert-manual-act.ts";
export { fillComponents, insertMapping, type NewMapping } from "./monitor/map-monitors.ts";
export { type SeenMonitor, seeMonitors } from "./monitor/see-monitors.ts";
export { insertMute, journalMute, liftMute, type NewMute } from "./mute/save-mute.ts";
export { appendLink } from "./obligation/append-link.ts";
export {
  type EventPlaceOfAction,
  findOpeningEvent,
  insertSingleAction,
} from "./obligation/insert-single-action.ts";
export { lockObligations, type StoredLink, type StoredObligation } from "./obligation/lock-obligations.ts";
export { lockObligationsOfActions } from "./obligation/lock-obligations-of-actions.ts";
export { cancelActions, cancelHeldActions, insertActions, type NewAction } from "./obligation/save-actions.ts";
export {
  insertObligations,
  type JoinedIncident,
  type ObligationRow,
  saveJoinedIncidents,
  updateObligations,
} from "./obligation/save-obligations.ts";
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
} from "./obligation-check/obligation-check.ts";
export {
  type AcknowledgeLinkRow,
  findAcknowledgeLink,
  keepAcknowledgeLink,
  loadPageLook,
  type PageLook,
  useAcknowledgeLink,
} from "./page/acknowledge-link.ts";
export { type LockedPage, lockPageForEscalation } from "./page/lock-page.ts";
export {
  beginEscalation,
  findFreeSlot,
  findHeardAfterAll,
  insertOrderedObligation,
  moveEscalation,
  restartEscalation,
  ringForEscalations,
  stopEscalation,
} from "./page/save-escalation.ts";
export { createApiToken, findApiToken, revokeApiToken } from "./people/api-token.ts";
export {
  type Actor,
  createFirstAdmin,
  createUser,
  type NewUser,
  type UserRole,
} from "./people/create-user.ts";
export { keepSetupLink, needsSetup, useSetupLink } from "./people/setup-link.ts";
export { countSignInTry, forgetSignInTries } from "./people/sign-in-tries.ts";
export { type UpdateUserOutcome, type UserChange, updateUser } from "./people/update-user.ts";
export { setPolicy } from "./policy/set-policy.ts";
export { type NewRejection, recordRejections } from "./rejection/record-rejections.ts";
export {
  dropMonth,
  dropOldRepeats,
  dropOldSessions,
  findUnsettled,
  listMonths,
} from "./retention/drop-months.ts";
export { cancelOverride, insertOverride } from "./rotation/save-override.ts";
export { saveRotation } from "./rotation/save-rotation.ts";
export { publishDraft, publishRuleSet } from "./rule-set/publish-rule-set.ts";
export { type DraftOutcome, discardDraft, saveDraftRuleSet } from "./rule-set/save-draft.ts";
export { listRunbookBooks, saveRunbookBook } from "./run/save-book.ts";
export {
  appendRunOutput,
  endRun,
  findRunUnderWay,
  forgetRun,
  insertRun,
  keepRunPlace,
  type NewRun,
  type RunRow,
} from "./run/save-run.ts";
export { expireSecrets, retireSecrets, setSecretExpiry } from "./secret/end-secrets.ts";
export {
  answerSenderRequest,
  insertSenderRequests,
  type NewSenderRequest,
} from "./sender-request/save-sender-request.ts";
export { loadDeadMansSignal, saveDeadMansSignal } from "./setting/dead-mans-signal.ts";
export { type SettingKey, saveSetting } from "./setting/save-setting.ts";
export { ensureManualSource, manualSourceKey } from "./source/ensure-manual-source.ts";
export { saveMapping } from "./source/save-mapping.ts";
export { type SourceRow, saveSource } from "./source/save-source.ts";
export { saveTeam, type TeamRow } from "./team/save-team.ts";
export {
  beginTimeMachineRun,
  endTimeMachineRun,
  noteTimeMachineRun,
  restartTimeMachineRun,
  type TimeMachineRow,
  type TimeMachineRunRow,
} from "./time-machine/time-machine-runs.ts";
export {
  claimWeekMail,
  findLastWeekMail,
  giveUpLostWeekMails,
  recordWeekMail,
  type WeekMail,
} from "./week/week-mails.ts";
