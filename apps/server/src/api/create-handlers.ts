import type { Outbound } from "@signalbox/pipeline";
import type { Auth } from "../auth/create-auth.ts";
import type { OwnHooks } from "../http/own-hooks.ts";
import type { SigningCertificates } from "../ingest/index.ts";
import type { ChangeFeed } from "../live/follow-changes.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actionHandlers } from "./actions.ts";
import { approvalHandlers } from "./approvals.ts";
import { auditHandlers } from "./audit.ts";
import { changeConnectionHandlers } from "./change-connections.ts";
import { changeSourceHandlers } from "./change-sources.ts";
import { componentHandlers } from "./components.ts";
import { configHandlers } from "./config.ts";
import { connectionHandlers } from "./connections.ts";
import { coverageHandlers } from "./coverage.ts";
import { customerHandlers } from "./customers.ts";
import { decideApprovalHandlers } from "./decide-approvals.ts";
import { deliveryHandlers } from "./deliveries.ts";
import { drillHandlers } from "./drills.ts";
import { eventHandlers } from "./events.ts";
import { failureRetryHandlers } from "./failure-retries.ts";
import { failureHandlers } from "./failures.ts";
import type { Handlers } from "./handlers.ts";
import { incidentHandlers } from "./incidents.ts";
import { ledgerHandlers } from "./ledger.ts";
import { ledgerAdjustmentHandlers } from "./ledger-adjustments.ts";
import { ledgerPeriodHandlers } from "./ledger-periods.ts";
import { liveHandlers } from "./live.ts";
import { maintenanceWindowHandlers } from "./maintenance-windows.ts";
import { mappingHandlers } from "./mappings.ts";
import { meHandlers } from "./me.ts";
import { monitorHandlers } from "./monitors.ts";
import { muteHandlers } from "./mutes.ts";
import { obligationCheckHandlers } from "./obligation-checks.ts";
import { obligationHandlers } from "./obligations.ts";
import { onCallHandlers } from "./on-call.ts";
import { overviewHandlers } from "./overview.ts";
import { peopleHandlers } from "./people.ts";
import { policyHandlers } from "./policies.ts";
import { rehearsalHandlers } from "./rehearsals.ts";
import { remediationHandlers } from "./remediations.ts";
import { replayHandlers } from "./replays.ts";
import { rotationHandlers } from "./rotations.ts";
import { ruleActivityHandlers } from "./rule-activity.ts";
import { ruleEditingHandlers } from "./rule-editing.ts";
import { ruleSetHandlers } from "./rule-sets.ts";
import { ruleVersionHandlers } from "./rule-versions.ts";
import { searchHandlers } from "./search.ts";
import { senderRequestHandlers } from "./sender-requests.ts";
import { senderHandlers } from "./senders.ts";
import { settingHandlers } from "./settings.ts";
import { slaReportHandlers } from "./sla-reports.ts";
import { sourceHandlers } from "./sources.ts";
import { timeMachineHandlers } from "./time-machine.ts";
import { weekHandlers } from "./week.ts";

/** Every operation of the API; one that is missing does not compile. */
export function createHandlers(
  deps: ServerDeps,
  parts: {
    auth: Auth;
    ownHooks: OwnHooks;
    certificates: SigningCertificates;
    live: { feed: ChangeFeed; stopped: AbortSignal };
    outbound: Outbound;
  },
): Handlers {
  return {
    ...meHandlers(deps, parts.auth),
    ...settingHandlers(deps),
    ...liveHandlers(deps, parts.live),
    ...searchHandlers(deps),
    ...overviewHandlers(deps),
    ...senderHandlers(),
    ...sourceHandlers(deps),
    ...changeSourceHandlers(deps, parts),
    ...senderRequestHandlers(deps, parts.outbound),
    ...mappingHandlers(deps),
    ...monitorHandlers(deps),
    ...muteHandlers(deps),
    ...maintenanceWindowHandlers(deps),
    ...auditHandlers(deps),
    ...deliveryHandlers(deps),
    ...replayHandlers(deps),
    ...eventHandlers(deps),
    ...rehearsalHandlers(deps),
    ...incidentHandlers(deps),
    ...actionHandlers(deps),
    ...approvalHandlers(deps),
    ...decideApprovalHandlers(deps),
    ...remediationHandlers(deps),
    ...obligationHandlers(deps),
    ...failureHandlers(deps),
    ...failureRetryHandlers(deps),
    ...connectionHandlers(deps),
    ...changeConnectionHandlers(deps, parts.outbound),
    ...obligationCheckHandlers(deps),
    ...componentHandlers(deps),
    ...customerHandlers(deps),
    ...drillHandlers(deps),
    ...rotationHandlers(deps),
    ...onCallHandlers(deps),
    ...ruleSetHandlers(deps),
    ...ruleVersionHandlers(deps),
    ...ruleEditingHandlers(deps),
    ...ruleActivityHandlers(deps),
    ...coverageHandlers(deps),
    ...timeMachineHandlers(deps),
    ...weekHandlers(deps),
    ...ledgerHandlers(deps),
    ...ledgerPeriodHandlers(deps),
    ...policyHandlers(deps),
    ...ledgerAdjustmentHandlers(deps),
    ...slaReportHandlers(deps),
    ...configHandlers(deps),
    ...peopleHandlers(deps),
  };
}
