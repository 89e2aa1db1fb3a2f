import type { ConnectionKind, ConnectionSecrets, OutsideCall, TestCall } from "@signalbox/connections";
import type { EpochMs } from "@signalbox/core";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import type { Outbound } from "../outbound/open-outbound.ts";
import { tellTrouble } from "./tell-trouble.ts";

interface TestedCall {
  asks: string;
  /** Null where no answer came. */
  status: number | null;
  durationMs: number;
  sentence: string;
}

export interface TestOutcome {
  ok: boolean;
  trouble: string | null;
  sentence: string;
  durationMs: number;
  calls: TestedCall[];
}

/** What takes longer than this share of its limit is told to be slow. */
const slowShare = 0.5;
const slowMs = 2_000;

/** Makes the harmless calls of a kind and says in words what they show. The first trouble ends it. Nothing is created,
 *  changed or sent there; an answer never brings a credential back. Never throws.
 *  @param config has come through the kind's schema. */
export async function testConnection(
  deps: { outbound: Outbound; now(): EpochMs; traceparent: string },
  given: { kind: ConnectionKind; config: unknown; secrets: ConnectionSecrets },
): Promise<TestOutcome> {
  const { kind, config, secrets } = given;
  const missing = kind.secretFields(config).filter((field) => secrets[field] === undefined);
  if (missing.length > 0)
    return untested("credentials", `Enter the credential first: ${missing.join(", ")} is not stored.`);
  const plan = kind.planTest(config);
  if (plan.outcome === "not-possible") {
    return untested("not-possible", `It can't be tested without doing something there: ${plan.reason}.`);
  }
  const calls: TestedCall[] = [];
  let trouble: string | null = null;
  for (const call of plan.calls) {
    const tested = await tryCall(deps, given, call);
    calls.push(tested.call);
    ({ trouble } = tested);
    if (trouble !== null) break;
  }
  const durationMs = calls.reduce((sum, call) => sum + call.durationMs, 0);
  const told = trouble === null ? calls.map(({ sentence }) => sentence) : [calls.at(-1)?.sentence ?? ""];
  const sentence = `${[...new Set(told)].join(" ")}${trouble === null ? slowWords(calls, kind.timeoutMs(config)) : ""}`;
  return { ok: trouble === null, trouble, sentence, durationMs, calls };
}

async function tryCall(
  deps: { outbound: Outbound; now(): EpochMs; traceparent: string },
  given: { kind: ConnectionKind; config: unknown; secrets: ConnectionSecrets },
  { asks, request }: TestCall,
): Promise<{ trouble: string | null; call: TestedCall }> {
  const { kind, config, secrets } = given;
  const totalMs = kind.timeoutMs(config);
  const input = { config, idempotencyKey: "signalbox-test", scope: {}, obligation: null, now: deps.now() };
  const result = await callWithCredentials(deps.outbound, kind, traced(deps, request), input, secrets, { totalMs });
  const { durationMs } = result;
  if (result.result === "failed") {
    const { trouble, sentence } = tellTrouble(result, { ...placeOf(request), totalMs });
    return { trouble, call: { asks, status: null, durationMs, sentence } };
  }
  const { answer } = result;
  const verdict = kind.interpretTest(answer, config, asks);
  const trouble = verdict.verdict === "trouble" ? verdict.trouble : null;
  return { trouble, call: { asks, status: answer.status, durationMs, sentence: verdict.sentence } };
}

function traced({ traceparent }: { traceparent: string }, request: OutsideCall): OutsideCall {
  return request.via === "mail" ? request : { ...request, headers: { traceparent, ...request.headers } };
}

function placeOf(request: OutsideCall): { host: string; port: number } {
  if (request.via === "mail") return { host: request.host, port: request.port };
  if (!URL.canParse(request.url)) return { host: "the address", port: 0 };
  const { hostname, port, protocol } = new URL(request.url);
  return { host: hostname, port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}

function slowWords(calls: readonly TestedCall[], totalMs: number): string {
  const slowest = Math.max(...calls.map(({ durationMs }) => durationMs), 0);
  if (slowest < Math.min(slowMs, totalMs * slowShare)) return "";
  return ` It is slow: it took ${slowest} ms of the ${totalMs} ms that a call may take. Raise the time limit if that is usual.`;
}

function untested(trouble: string, sentence: string): TestOutcome {
  return { ok: false, trouble, sentence, durationMs: 0, calls: [] };
}
