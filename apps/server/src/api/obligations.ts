import { formatId, toIso, toIsoOrNull } from "@signalbox/core";
import { findObligation, listActionsOf, listIncidentsOfObligation, listObligations } from "@signalbox/database";
import { z } from "zod";
import type { ServerDeps } from "../server-deps.ts";
import { withAttempts } from "./actions.ts";
import { type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readFilterId, readId } from "./read-id.ts";

type ObligationRow = NonNullable<Awaited<ReturnType<typeof findObligation>>>;

export function obligationHandlers(deps: ServerDeps): Pick<Handlers, "listObligations" | "getObligation"> {
  const { read } = deps.db;
  return {
    listObligations: ({ query }) =>
      pageOfRows(query, {
        key: z.tuple([z.int(), z.uuid()]),
        fetch: ({ after, limit }) =>
          listObligations(
            read,
            {
              status: query.status,
              kind: query.kind,
              connectionKey: query.connection,
              incidentId: readFilterId("inc", query.incident),
            },
            { after: after === null ? null : { openedAt: after[0], id: after[1] }, limit },
          ),
        keyOf: (row) => [row.openedAt, row.id] as [number, string],
        item: showObligation,
      }),

    async getObligation({ params }) {
      const found = await findObligation(read, readId("obl", "obligation", params.id));
      if (found === null) throw notFound("obligation");
      const [incidentIds, actions] = await Promise.all([
        listIncidentsOfObligation(read, found.id),
        listActionsOf(read, { obligationId: found.id }),
      ]);
      return {
        ...showObligation(found),
        incidentIds: incidentIds.map((id) => formatId("inc", id)),
        actions: await withAttempts(deps.db, actions),
      };
    },
  };
}

export function showObligation(row: ObligationRow) {
  const isOfIncident = row.scopeKind === "incident" && /^[0-9a-f-]{36}$/.test(row.scopeId);
  return {
    id: formatId("obl", row.id),
    incidentId: formatId("inc", row.incidentId),
    connection: row.connection,
    kind: row.kind,
    externalId: row.externalId,
    status: row.status,
    externalUrl: row.externalUrl,
    statusReason: row.statusReason,
    reference: row.reference,
    slot: row.slot,
    occurrence: row.occurrence,
    scope: { kind: row.scopeKind, id: isOfIncident ? formatId("inc", row.scopeId) : row.scopeId },
    team: row.team,
    escalation: showEscalation(row),
    escalates:
      row.escalatesId === null || row.escalationLevel === null
        ? null
        : { id: formatId("obl", row.escalatesId), level: row.escalationLevel, to: row.escalationTo },
    incidents: row.incidents,
    rule: row.ruleKey,
    openedAt: toIso(row.openedAt),
    settledAt: toIsoOrNull(row.settledAt),
    closedOutsideAt: toIsoOrNull(row.closedOutsideAt),
  };
}

function showEscalation({ goesOnAt, pagedSince, teamLead, rotationLevels }: ObligationRow) {
  if (goesOnAt === null) return null;
  const [paged, further] = [pagedSince ?? 0, Math.max(0, (rotationLevels ?? 1) - 1)];
  const at = toIso(goesOnAt);
  if (paged < further) return { at, to: `level ${paged + 2} of the rotation` };
  return { at, to: paged === further && teamLead !== null ? teamLead : "failures" };
}
