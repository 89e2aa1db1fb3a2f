import { formatId, toIso } from "@signalbox/core";
import { findAction, findIncident, listApprovalsOf, listWaitingForPerson } from "@signalbox/database";
import {
  type DraftDecision,
  previewAction,
  publishDraft,
  readShownRequest,
  sayRequest,
  stopDraft,
} from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import { publicUrlOf } from "../http/served-names.ts";
import type { ServerDeps } from "../server-deps.ts";
import { showAction, withAttempts } from "./actions.ts";
import { byPerson, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readId } from "./read-id.ts";

type Row = Awaited<ReturnType<typeof listWaitingForPerson>>[number];

export function approvalHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listApprovals" | "previewAction" | "publishDraft" | "stopDraft"> {
  const { db } = deps;
  const idOf = (printed: string) => readId("act", "action", printed);
  const decided = async (id: string, decision: DraftDecision | null) => {
    if (decision === null) throw notFound("action");
    if (decision.outcome === "too-late") throw new ApiProblem("not-allowed", tooLate(decision.state));
    return showAction((await findAction(db.read, id))!);
  };
  return {
    async listApprovals({ query }) {
      const page = await pageOfRows(query, {
        key: z.uuid(),
        fetch: (place) => listWaitingForPerson(db.read, deps.now(), place),
        keyOf: (row) => row.id,
        item: (row) => row,
      });
      return { ...page, items: await Promise.all(page.items.map((row) => showWaiting(deps, row))) };
    },

    async previewAction({ params }) {
      const given = { actionId: idOf(params.id), publicUrl: publicUrlOf(deps.env), now: deps.now() };
      const preview = await db.transaction((tx) => previewAction(tx, given));
      if (preview === null) throw notFound("action");
      if (preview.outcome === "not-possible") {
        return { title: null, text: null, impact: null, body: null, problem: preview.reason };
      }
      const { title, text, impact, body } = preview;
      return { title, text, impact, body, problem: null };
    },

    async publishDraft({ params, body }, call) {
      const actionId = idOf(params.id);
      const by = { ...byPerson(deps, call), actionId, reason: body.reason };
      return decided(actionId, await db.transaction((tx) => publishDraft(tx, by)));
    },

    async stopDraft({ params, body }, call) {
      const actionId = idOf(params.id);
      const by = { ...byPerson(deps, call), actionId, reason: body.reason };
      return decided(actionId, await db.transaction((tx) => stopDraft(tx, by)));
    },
  };
}

async function showWaiting({ db }: ServerDeps, row: Row) {
  const [action] = await withAttempts(db, [row]);
  const incident = row.incidentId === null ? null : await findIncident(db.read, row.incidentId);
  const isDraft = row.state === "waiting";
  const approval = row.state === "needs_approval" ? await showQuestion(db, row.id) : null;
  return {
    id: formatId("act", row.id),
    waitsFor: approval !== null ? ("approval" as const) : isDraft ? ("draft" as const) : ("unknown-outcome" as const),
    approval,
    publishesAt: isDraft ? toIso(row.dueAt) : null,
    incident: incident && {
      id: formatId("inc", incident.id),
      title: incident.title,
      status: incident.status,
      severity: incident.severity,
    },
    action: action!,
  };
}

async function showQuestion({ read }: ServerDeps["db"], actionId: string) {
  const asked = (await listApprovalsOf(read, actionId)).at(-1);
  if (asked === undefined) return null;
  const { id, runbook, componentName: component, expiresAt } = asked;
  const request = readShownRequest(asked.request);
  const what = request === null ? runbook : sayRequest(request);
  return { id: formatId("app", id), runbook, component, what, expiresAt: toIso(expiresAt) };
}

function tooLate(state: string): string {
  switch (state) {
    case "cancelled":
      return "It was stopped, or is no longer needed: nothing is published.";
    case "done":
      return "It is published already.";
    default:
      return "It is being published just now, or is no draft.";
  }
}
