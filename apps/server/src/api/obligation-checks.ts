import { connectionKindByKey } from "@signalbox/connections";
import { formatId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  beginObligationCheck,
  findConnection,
  findLastCheck,
  journalChange,
  listFindings,
  type ObligationCheckRow,
} from "@signalbox/database";
import { canBeChecked, findingAdvice } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";

/** Comparing our obligations with what the outside system holds. */
export function obligationCheckHandlers(
  deps: ServerDeps,
): Pick<Handlers, "startObligationCheck" | "getObligationCheck"> {
  const { db } = deps;
  return {
    async startObligationCheck({ params }, call) {
      const found = await findConnection(db.read, params.key);
      if (found === null) throw notFound("connection");
      const kind = connectionKindByKey(found.kind);
      const config = kind?.configSchema.safeParse(found.config);
      if (kind === null || config?.success !== true || !canBeChecked(kind, config.data)) {
        throw new ApiProblem(
          "not-allowed",
          "This connection can't be asked what it holds: it has neither a search nor a read.",
        );
      }
      const by = { actor: actorOfCall(call), now: deps.now() };
      const check = { id: deps.newId(), connectionId: found.id, askedBy: by.actor.name, now: by.now };
      const begun = await db.transaction(async (tx) => {
        const made = await beginObligationCheck(tx, check);
        if (made !== null) await journalChange(tx, by, "connection", found.key, "check-started");
        return made;
      });
      if (begun === null)
        throw new ApiProblem("conflict", "A check of this connection is under way: wait for it to end.");
      return showCheck(begun);
    },

    async getObligationCheck({ params }) {
      const found = await findConnection(db.read, params.key);
      if (found === null) throw notFound("connection");
      const last = await findLastCheck(db.read, found.id);
      return { check: last === null ? null : await showCheck(last) };
    },
  };

  async function showCheck(row: ObligationCheckRow) {
    const findings = await listFindings(db.read, row.id);
    return {
      id: row.id,
      askedBy: row.askedBy,
      startedAt: toIso(row.startedAt),
      finishedAt: toIsoOrNull(row.finishedAt),
      total: row.total,
      looked: row.looked,
      asExpected: row.asExpected,
      error: row.error,
      findings: findings.map(({ obligationId, incidentId, foundAt, ...finding }) => ({
        ...finding,
        obligationId: formatId("obl", obligationId),
        incidentId: formatId("inc", incidentId),
        advice: findingAdvice[finding.finding],
        foundAt: toIso(Date.parse(foundAt)),
      })),
    };
  }
}
