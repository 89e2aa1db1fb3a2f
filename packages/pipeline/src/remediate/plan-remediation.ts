import {
  type ConnectionKind,
  isHttpCall,
  type PlanInput,
  type PlannedCall,
  type Remediation,
} from "@signalbox/connections";
import { type CallStep, checkArguments, type RunbookTerms } from "@signalbox/core";
import { type LockedAction, loadActionContext, type Tx } from "@signalbox/database";
import { buildScope } from "../perform/build-scope.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { type ResolvedCommand, resolveCommand } from "../runbook/resolve-command.ts";
import type { RunbookBook } from "../runbook/runbook-book.ts";
import { termsOf } from "./runbook-terms.ts";
import { hashRequest, type ShownRequest, showRequest } from "./shown-request.ts";

export interface RemediationPlan {
  outcome: "planned";
  remediation: Remediation;
  terms: RunbookTerms;
  runbook: string;
  request: PlannedCall;
  input: PlanInput<unknown>;
  /** Where it runs here. */
  command: ResolvedCommand | null;
  shown: ShownRequest;
  sha256: Buffer;
}

export type RemediationPlanOutcome = RemediationPlan | { outcome: "not-possible"; reason: string };

/** What one step of a remediation would do, as everything stands now. The same at each look as long as nothing of it changes:
 *  time stands still for its templates, and who is on call is who was when it was ordered. */
export async function planRemediation(
  deps: Pick<PerformDeps, "publicUrl">,
  tx: Tx,
  locked: LockedAction,
  given: {
    kind: ConnectionKind;
    config: unknown;
    /** Key of the connection. */
    connection: string;
    step: CallStep;
    book: RunbookBook | null;
    /** What it is called where it runs. */
    externalId: string | null;
    now: number;
  },
): Promise<RemediationPlanOutcome> {
  const { action } = locked;
  const { kind, config, connection, step, book, externalId, now } = given;
  const refused = (reason: string): RemediationPlanOutcome => ({ outcome: "not-possible", reason });
  const remediation = kind.remediation?.(config) ?? null;
  if (remediation === null) return refused(`a ${kind.key} connection runs no remediation`);
  const { eventReceivedAt: receivedAt, eventDeliveryId: deliveryId, eventOrdinal: ordinal } = action;
  const built = buildScope(locked, {
    context: await loadActionContext(tx, { receivedAt, deliveryId, ordinal }),
    fields: action.fields,
    onCall: null,
    team: null,
    failure: null,
    mayRepeat: false,
    acknowledgeUrl: null,
    publicUrl: deps.publicUrl,
    now: action.madeAt,
  });
  if (built.outcome === "not-possible") return built;
  const own = built.scope.action as { runbook?: unknown; arguments?: unknown };
  const runbook = typeof own.runbook === "string" ? own.runbook : "";
  if (book?.problem && remediation.runbooks === null)
    return refused(`the file of runbooks can't be used: ${book.problem}`);
  const terms = termsOf(remediation, book, runbook);
  if (terms === null) return refused(`there is no runbook "${runbook}" for ${connection}`);
  const filled = checkArguments(terms.parameters, textsOf(own.arguments));
  if (filled.outcome === "refused") return refused(filled.problems.map(({ message }) => message).join("; "));
  const obligation = { reference: action.idempotencyKey, externalId };
  const input: PlanInput<unknown> = {
    config,
    idempotencyKey: action.idempotencyKey,
    scope: {
      ...built.scope,
      action: { ...own, runbook, arguments: filled.values },
      obligation: { ...(built.scope.obligation as object), ...obligation },
    },
    obligation,
    now,
  };
  const planned = kind.plan(step, input);
  if (planned.outcome === "not-possible") return planned;
  const { request } = planned;
  const resolved = request.via === "command" ? resolveCommand(book, request) : null;
  if (resolved?.outcome === "not-possible") return resolved;
  if (request.via !== "command" && !isHttpCall(request)) return refused("a remediation is no mail");
  const command = resolved?.command ?? null;
  const shown = showRequest(request, command, kind.secretFields(config));
  const sha256 = hashRequest(connection, runbook, shown);
  return { outcome: "planned", remediation, terms, runbook, request, input, command, shown, sha256 };
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts);
}
