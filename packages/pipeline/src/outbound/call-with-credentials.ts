import type { ConnectionKind, ConnectionSecrets, OAuth2Auth, OutsideCall, PlanInput } from "@signalbox/connections";
import { redactAnswer } from "../perform/redact-answer.ts";
import type { CallLimits, CallResult } from "./call-outside.ts";
import { makeCall } from "./make-call.ts";
import type { Outbound } from "./open-outbound.ts";

/**
 * One call of a connection with its credentials, and its answer without them. Where it needs a token, that is got first; a
 * token that the target refuses (401) is replaced by a new one once. All of it within `limits.totalMs`. Never throws.
 * @param input what `planned` was planned by.
 */
export async function callWithCredentials(
  outbound: Outbound,
  kind: ConnectionKind,
  planned: OutsideCall,
  input: PlanInput<unknown>,
  secrets: ConnectionSecrets,
  limits: CallLimits,
): Promise<CallResult> {
  const send = async (known: ConnectionSecrets, left: CallLimits) => {
    const sent = planned.via === "mail" ? planned : kind.authorise(planned, input, known);
    return redactAnswer(await makeCall(outbound, sent, known, left), sent, known);
  };
  const client = kind.tokenClient?.(input.config);
  if (client === undefined) return send(secrets, limits);
  return callWithToken(outbound, client, { now: input.now, secrets, limits, send });
}

async function callWithToken(
  outbound: Outbound,
  client: OAuth2Auth,
  given: {
    now: number;
    secrets: ConnectionSecrets;
    limits: CallLimits;
    send(secrets: ConnectionSecrets, limits: CallLimits): Promise<CallResult>;
  },
): Promise<CallResult> {
  const { now, secrets, limits, send } = given;
  const startedAt = performance.now();
  const durationMs = () => Math.round(performance.now() - startedAt);
  const left = (): CallLimits => ({ ...limits, totalMs: Math.max(1, limits.totalMs - durationMs()) });
  const tried: { refused?: string } = {};
  for (;;) {
    const found = await outbound.tokens.find(outbound, client, secrets.clientSecret ?? "", {
      now,
      limits: left(),
      ...tried,
    });
    if (found.outcome === "none") return { ...found.result, durationMs: durationMs() };
    const result = await send({ ...secrets, accessToken: found.token }, left());
    const isRefused = result.result === "answered" && result.answer.status === 401;
    if (!isRefused || tried.refused !== undefined) return { ...result, durationMs: durationMs() };
    tried.refused = found.token;
  }
}
