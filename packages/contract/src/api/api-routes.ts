import * as actions from "./actions.ts";
import type { ApiRoute } from "./api-route.ts";
import * as approvals from "./approvals.ts";
import * as audit from "./audit.ts";
import * as components from "./components.ts";
import * as config from "./config.ts";
import * as connections from "./connections.ts";
import * as coverage from "./coverage.ts";
import * as customers from "./customers.ts";
import * as deliveries from "./deliveries.ts";
import * as drills from "./drills.ts";
import * as events from "./events.ts";
import * as failures from "./failures.ts";
import * as incidents from "./incidents.ts";
import * as ledger from "./ledger.ts";
import * as ledgerAdjustments from "./ledger-adjustments.ts";
import * as ledgerPeriods from "./ledger-periods.ts";
import * as live from "./live.ts";
import * as maintenanceWindows from "./maintenance-windows.ts";
import * as mappings from "./mappings.ts";
import * as me from "./me.ts";
import * as monitors from "./monitors.ts";
import * as overview from "./overview.ts";
import * as people from "./people.ts";
import * as policies from "./policies.ts";
import * as replays from "./replays.ts";
import * as rotations from "./rotations.ts";
import * as ruleEditing from "./rule-editing.ts";
import * as ruleSets from "./rule-sets.ts";
import * as runs from "./runs.ts";
import * as search from "./search.ts";
import * as settings from "./settings.ts";
import * as slaReports from "./sla-reports.ts";
import * as sources from "./sources.ts";
import * as timeMachine from "./time-machine.ts";
import * as week from "./week.ts";

/** Every operation of the admin API by its operation id. What does not stand here does not exist. */
export const apiRoutes = {
  getMe: me.getMe,
  getSetup: me.getSetup,
  completeSetup: me.completeSetup,
  getSettings: settings.getSettings,
  nameEnvironment: settings.nameEnvironment,
  switchOutbound: settings.switchOutbound,
  getRetention: settings.getRetention,
  setRetention: settings.setRetention,
  followLive: live.followLive,
  search: search.search,
  getOverview: overview.getOverview,
  listBlindSpans: overview.listBlindSpans,
  setDeadMansSignal: overview.setDeadMansSignal,

  listSenders: sources.listSenders,
  listSources: sources.listSources,
  getSource: sources.getSource,
  createSource: sources.createSource,
  updateSource: sources.updateSource,
  showSourceUrl: sources.showSourceUrl,
  rotateSourceSecret: sources.rotateSourceSecret,
  sendTestEvent: sources.sendTestEvent,
  retireSource: sources.retireSource,
  getMapping: mappings.getMapping,
  listMappings: mappings.listMappings,
  getMappingVersion: mappings.getMappingVersion,
  tryMapping: mappings.tryMapping,
  guessMapping: mappings.guessMapping,
  saveMapping: mappings.saveMapping,
  listSenderRequests: sources.listSenderRequests,
  confirmSubscription: sources.confirmSubscription,
  listMonitors: monitors.listMonitors,
  mapMonitor: monitors.mapMonitor,
  listMutes: monitors.listMutes,
  muteMonitor: monitors.muteMonitor,
  liftMute: monitors.liftMute,
  listMaintenanceWindows: maintenanceWindows.listMaintenanceWindows,
  createMaintenanceWindow: maintenanceWindows.createMaintenanceWindow,
  endMaintenanceWindow: maintenanceWindows.endMaintenanceWindow,
  listRejections: audit.listRejections,

  listDeliveries: deliveries.listDeliveries,
  getDelivery: deliveries.getDelivery,
  downloadDeliveryBody: deliveries.downloadDeliveryBody,
  retryDelivery: deliveries.retryDelivery,
  previewReplay: replays.previewReplay,
  replayDelivery: replays.replayDelivery,
  compareDelivery: mappings.compareDelivery,
  listEvents: events.listEvents,
  getEvent: events.getEvent,
  explainEvent: events.explainEvent,
  rehearseEvent: ruleEditing.rehearseEvent,
  acceptEvent: events.acceptEvent,
  skipEvent: events.skipEvent,

  listIncidents: incidents.listIncidents,
  getIncident: incidents.getIncident,
  acknowledgeIncident: incidents.acknowledgeIncident,
  resolveIncident: incidents.resolveIncident,
  openIncident: incidents.openIncident,
  noteOnIncident: incidents.noteOnIncident,
  mergeIncident: incidents.mergeIncident,
  unmergeIncident: incidents.unmergeIncident,

  listObligations: actions.listObligations,
  getObligation: actions.getObligation,
  listActions: actions.listActions,
  getAction: actions.getAction,
  retryAction: actions.retryAction,
  settleAction: actions.settleAction,
  runActionAgain: actions.runActionAgain,
  previewAction: approvals.previewAction,
  listApprovals: approvals.listApprovals,
  getApproval: approvals.getApproval,
  approve: approvals.approve,
  reject: approvals.reject,
  listRunbooks: runs.listRunbooks,
  orderRemediation: runs.orderRemediation,
  getRunOutput: runs.getRunOutput,
  publishDraft: approvals.publishDraft,
  stopDraft: approvals.stopDraft,
  listAttempts: actions.listAttempts,
  listFailures: failures.listFailures,
  getFailure: failures.getFailure,
  retryFailure: failures.retryFailure,
  acknowledgeFailure: failures.acknowledgeFailure,
  handBackFailure: failures.handBackFailure,
  settleFailure: failures.settleFailure,
  previewFailureRetry: failures.previewFailureRetry,
  startFailureRetry: failures.startFailureRetry,
  listFailureRetries: failures.listFailureRetries,
  stopFailureRetry: failures.stopFailureRetry,

  listConnections: connections.listConnections,
  getConnection: connections.getConnection,
  resumeConnection: connections.resumeConnection,
  listConnectionKinds: connections.listConnectionKinds,
  saveConnection: connections.saveConnection,
  retireConnection: connections.retireConnection,
  testConnection: connections.testConnection,
  startObligationCheck: connections.startObligationCheck,
  getObligationCheck: connections.getObligationCheck,
  listComponents: components.listComponents,
  getComponent: components.getComponent,
  saveComponent: components.saveComponent,
  listTeams: components.listTeams,
  listCustomers: customers.listCustomers,
  getCustomer: customers.getCustomer,
  saveCustomer: customers.saveCustomer,
  retireCustomer: customers.retireCustomer,
  getWeek: week.getWeek,
  getWeekMail: week.getWeekMail,
  setWeekMail: week.setWeekMail,

  listDrills: drills.listDrills,
  getDrill: drills.getDrill,
  saveDrill: drills.saveDrill,
  retireDrill: drills.retireDrill,
  runDrill: drills.runDrill,
  listDrillRuns: drills.listDrillRuns,
  getDrillRun: drills.getDrillRun,
  stopDrillRun: drills.stopDrillRun,
  listRotations: rotations.listRotations,
  getRotation: rotations.getRotation,
  saveRotation: rotations.saveRotation,
  retireRotation: rotations.retireRotation,
  overrideRotation: rotations.overrideRotation,
  cancelRotationOverride: rotations.cancelRotationOverride,
  listOnCall: rotations.listOnCall,

  listRuleSets: ruleSets.listRuleSets,
  getLiveRuleSet: ruleSets.getLiveRuleSet,
  getDraftRuleSet: ruleSets.getDraftRuleSet,
  checkRules: ruleSets.checkRules,
  saveDraftRuleSet: ruleSets.saveDraftRuleSet,
  publishDraftRuleSet: ruleSets.publishDraftRuleSet,
  discardDraftRuleSet: ruleSets.discardDraftRuleSet,
  getCoverage: coverage.getCoverage,
  getCoverageWeek: coverage.getCoverageWeek,
  getCoverageMoment: coverage.getCoverageMoment,
  listRuleActivity: ruleEditing.listRuleActivity,
  getRuleVocabulary: ruleEditing.getRuleVocabulary,
  compareDraftRuleSet: ruleSets.compareDraftRuleSet,
  getRuleSet: ruleSets.getRuleSet,
  compareRuleSet: ruleSets.compareRuleSet,
  restoreRuleSet: ruleSets.restoreRuleSet,
  makeRuleTest: ruleSets.makeRuleTest,
  startTimeMachine: timeMachine.startTimeMachine,
  listTimeMachineRuns: timeMachine.listTimeMachineRuns,
  getTimeMachineRun: timeMachine.getTimeMachineRun,
  cancelTimeMachineRun: timeMachine.cancelTimeMachineRun,
  listTimeMachineRows: timeMachine.listTimeMachineRows,
  explainTimeMachineRow: timeMachine.explainTimeMachineRow,
  tryCondition: ruleEditing.tryCondition,
  previewRuleAction: ruleEditing.previewRuleAction,

  planConfig: config.planConfig,
  applyConfig: config.applyConfig,
  exportConfig: config.exportConfig,

  listLedgerEntries: ledger.listLedgerEntries,
  getLedgerEntry: ledger.getLedgerEntry,
  exportLedger: ledger.exportLedger,
  summarizeLedger: ledger.summarizeLedger,
  listLedgerPeriods: ledgerPeriods.listLedgerPeriods,
  getLedgerPeriod: ledgerPeriods.getLedgerPeriod,
  closeLedgerPeriod: ledgerPeriods.closeLedgerPeriod,
  reopenLedgerPeriod: ledgerPeriods.reopenLedgerPeriod,
  downloadLedgerSnapshot: ledgerPeriods.downloadLedgerSnapshot,
  startLedgerVerification: ledgerPeriods.startLedgerVerification,
  listLedgerVerifications: ledgerPeriods.listLedgerVerifications,
  getLedgerRun: ledgerPeriods.getLedgerRun,
  listSlaReports: slaReports.listSlaReports,
  listErrorBudgets: slaReports.listErrorBudgets,
  listPolicies: policies.listPolicies,
  previewPolicy: policies.previewPolicy,
  changePolicy: policies.changePolicy,
  getApprovalLimits: policies.getApprovalLimits,
  setApprovalLimits: policies.setApprovalLimits,
  listAdjustments: ledgerAdjustments.listAdjustments,
  previewAdjustment: ledgerAdjustments.previewAdjustment,
  createAdjustment: ledgerAdjustments.createAdjustment,
  approveAdjustment: ledgerAdjustments.approveAdjustment,
  withdrawAdjustment: ledgerAdjustments.withdrawAdjustment,
  listExclusions: ledgerAdjustments.listExclusions,
  createExclusion: ledgerAdjustments.createExclusion,
  approveExclusion: ledgerAdjustments.approveExclusion,
  withdrawExclusion: ledgerAdjustments.withdrawExclusion,

  listJournal: audit.listJournal,
  listUsers: people.listUsers,
  createUser: people.createUser,
  updateUser: people.updateUser,
  listTokens: people.listTokens,
  createToken: people.createToken,
  revokeToken: people.revokeToken,
} as const satisfies Record<string, ApiRoute>;

export type OperationId = keyof typeof apiRoutes;
