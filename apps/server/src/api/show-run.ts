import { formatId, toIso, toIsoOrNull } from "@signalbox/core";
import type { ShownRun } from "@signalbox/database";

export function showRun(row: ShownRun) {
  return {
    id: formatId("run", row.id),
    actionId: formatId("act", row.actionId),
    incidentId: row.incidentId === null ? null : formatId("inc", row.incidentId),
    connection: row.connection,
    runbook: row.runbook,
    component: row.component,
    componentName: row.componentName,
    startedAt: toIso(row.startedAt),
    endedAt: toIsoOrNull(row.endedAt),
    result: row.result,
    reason: row.reason,
    externalId: row.externalId,
    externalUrl: row.externalUrl,
    outputBytes: row.outputBytes,
    approvalId: row.approvalId === null ? null : formatId("app", row.approvalId),
  };
}
