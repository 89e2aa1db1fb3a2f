import { type Callee, findFailure, loadTeamByKey, loadTeamOfAction } from "@signalbox/database";
import { loadFailurePaths } from "../failure/page-paths.ts";
import { askOnCall } from "../look-up/ask-on-call.ts";
import type { OnCall } from "../look-up/on-call-of.ts";
import type { PerformDeps } from "./perform-deps.ts";

export interface PreparedOnCall {
  /** Null: what the event's context says stands. */
  onCall: (Omit<OnCall, "basis"> & { basis: OnCall["basis"] | "lead" }) | null;
  team: { key: string; name: string; lead: string | null } | null;
}

const asStored: PreparedOnCall = { onCall: null, team: null };

/** Before anything is locked: who is on call now, where the action needs to know and the stored answer is missing or old.
 *  Never throws: an action goes out without a fresh answer rather than not at all. */
export async function prepareOnCall(deps: PerformDeps, callee: Callee): Promise<PreparedOnCall> {
  try {
    return await prepare(deps, callee);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown error";
    deps.log.warn({ stage: "look-up", actionId: callee.action.id, reason }, "who is on call could not be found out");
    return asStored;
  }
}

async function prepare(deps: PerformDeps, { action, connection, escalationTo }: Callee): Promise<PreparedOnCall> {
  if (action.verb !== "create" && action.verb !== "send") return asStored;
  const needs = action.kind === "page" || /onCall/.test(JSON.stringify([action.fields, connection?.config ?? null]));
  if (!needs) return asStored;
  // A page about a drill is for nobody: a pager that needs somebody's address can't be the pager of a drill.
  if (action.failureId !== null && (await findFailure(deps.db.read, action.failureId))?.kind === "drill-late")
    return asStored;
  const team =
    action.failureId === null
      ? await loadTeamOfAction(deps.db.read, action.id)
      : await loadTeamByKey(deps.db.read, (await loadFailurePaths(deps.db.read, "")).team);
  if (team === null) return asStored;
  const { key, name, lead } = team;
  if (escalationTo !== null) {
    const basis = escalationTo === lead ? "lead" : "rotation";
    return { onCall: namedPerson(escalationTo, basis), team: { key, name, lead } };
  }
  return { onCall: await askOnCall(deps, team), team: { key, name, lead } };
}

// An escalated page names who it is for.
function namedPerson(address: string, basis: "lead" | "rotation"): PreparedOnCall["onCall"] {
  const email = address.includes("@") ? address : null;
  return {
    email,
    name: email === null ? address : null,
    answer: address,
    askedAt: null,
    ageSeconds: null,
    basis,
  };
}
