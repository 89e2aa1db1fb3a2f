import { connectionKindByKey } from "@signalbox/connections";
import { loadActionContext, loadConnectionForCall, lockAction, type Tx } from "@signalbox/database";
import { buildScope } from "../perform/build-scope.ts";
import { requestToKeep } from "../perform/request-to-keep.ts";

export type ActionPreview =
  | { outcome: "previewed"; title: string | null; text: string | null; impact: string | null; body: string | null }
  | { outcome: "not-possible"; reason: string };

/** What an action that waits would say if it were sent now: what its templates give, and the body of the call. Sends nothing;
 *  null where there is no such action. */
export async function previewAction(
  tx: Tx,
  given: { actionId: string; publicUrl: string | null; now: number },
): Promise<ActionPreview | null> {
  const { actionId, publicUrl, now } = given;
  const locked = await lockAction(tx, actionId);
  if (locked === null) return null;
  const { action, obligation } = locked;
  const { eventReceivedAt: receivedAt, eventDeliveryId: deliveryId, eventOrdinal: ordinal } = action;
  const built = buildScope(locked, {
    context: await loadActionContext(tx, { receivedAt, deliveryId, ordinal }),
    fields: action.fields,
    onCall: null,
    team: null,
    failure: null,
    mayRepeat: false,
    acknowledgeUrl: null,
    publicUrl,
    now,
  });
  if (built.outcome === "not-possible") return built;
  const connection = action.connectionId === null ? null : await loadConnectionForCall(tx, action.connectionId);
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  if (kind === null || config?.success !== true) {
    return {
      outcome: "not-possible",
      reason: `the configuration of ${connection?.key ?? "its connection"} can't be used`,
    };
  }
  const planned = kind.plan(action.verb === "send" || action.verb === "join" ? "send" : action.verb, {
    config: config.data,
    idempotencyKey: action.idempotencyKey,
    scope: built.scope,
    obligation: obligation && { reference: obligation.reference, externalId: obligation.externalId },
    now,
  });
  if (planned.outcome === "not-possible") return planned;
  const { title, text, impact } = built.scope.action as Record<string, unknown>;
  const { body } = requestToKeep(kind, planned.request);
  return {
    outcome: "previewed",
    title: textOrNull(title),
    text: textOrNull(text),
    impact: textOrNull(impact),
    body: textOrNull(body),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
