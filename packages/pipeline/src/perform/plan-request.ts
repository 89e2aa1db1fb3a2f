import type { ConnectionKind, PlanInput, PlannedCall } from "@signalbox/connections";
import { type CallStep, type EpochMs, formatId, lastOpening } from "@signalbox/core";
import { type LockedAction, loadActionFields, loadFailureOfPage, type Tx } from "@signalbox/database";
import { issueAcknowledgeLink } from "../page/acknowledge-link.ts";
import { buildScope } from "./build-scope.ts";
import { loadOwnTexts, withOwnTexts } from "./own-texts.ts";
import type { PerformDeps } from "./perform-deps.ts";
import type { PreparedOnCall } from "./prepare-on-call.ts";

export type RequestPlan =
  | { outcome: "planned"; request: PlannedCall; input: PlanInput<unknown> }
  | { outcome: "not-possible"; reason: string };

/** The request of one step, as the connection's present settings say, without credentials. */
export async function planRequest(
  deps: Pick<PerformDeps, "secretKey" | "newId" | "publicUrl">,
  tx: Tx,
  locked: LockedAction,
  given: {
    kind: ConnectionKind;
    config: unknown;
    step: CallStep;
    /** What the rules saw. */
    context: Record<string, unknown> | null;
    onCall: PreparedOnCall;
    mayRepeat: boolean;
    /** Key of the connection. */
    connection: string;
    now: EpochMs;
  },
): Promise<RequestPlan> {
  const { action, obligation } = locked;
  const { kind, config, step, context, onCall, mayRepeat, connection, now } = given;
  const failure = action.failureId === null ? null : await loadFailureOfPage(tx, action.failureId);
  const person = personOf(onCall, context) ?? `on-call of ${onCall.team?.name ?? "nobody's team"} (${connection})`;
  const link = await issueAcknowledgeLink(deps, tx, locked, { person, now });
  const built = buildScope(locked, {
    context,
    fields: await loadFields(tx, locked),
    onCall: onCall.onCall,
    team: onCall.team,
    failure: failure && { ...failure, id: formatId("fail", failure.id) },
    mayRepeat,
    acknowledgeUrl: link,
    publicUrl: deps.publicUrl,
    now,
  });
  if (built.outcome === "not-possible") return built;
  const own = await loadOwnTexts(tx, locked, deps.publicUrl);
  const input: PlanInput<unknown> = {
    config,
    idempotencyKey: action.idempotencyKey,
    scope: own === null ? built.scope : withOwnTexts(built.scope, own),
    obligation: obligation && { reference: obligation.reference, externalId: obligation.externalId },
    isClosing: action.verb === "close",
    now,
  };
  const planned = kind.plan(step, input);
  return planned.outcome === "planned" ? { ...planned, input } : planned;
}

// A close that another delivery brought has no fields of its own: those that opened hold.
async function loadFields(tx: Tx, locked: LockedAction): Promise<Record<string, unknown>> {
  const { action, obligation } = locked;
  const opening = obligation === null ? null : lastOpening(obligation.links);
  const isBare = Object.keys(action.fields).length === 0;
  return isBare && opening !== null ? loadActionFields(tx, opening.id) : action.fields;
}

// Whoever is asked now, else whoever the event's context names.
function personOf(onCall: PreparedOnCall, context: Record<string, unknown> | null): string | null {
  const { email, name } = (onCall.onCall ?? context?.onCall ?? {}) as { email?: unknown; name?: unknown };
  if (typeof email === "string") return email;
  return typeof name === "string" ? name : null;
}
