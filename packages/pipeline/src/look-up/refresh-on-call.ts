import { connectionKindByKey, type LookUpOutcome } from "@signalbox/connections";
import { findConnection, keepAnswer, keepLookUpFailure, type OnCallTeam } from "@signalbox/database";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import { loadUsableSecrets } from "../perform/load-usable-secrets.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { cleanText } from "../process/clean-event.ts";
import { onCallLookupKey } from "./on-call-of.ts";
import type { OnCallSetting } from "./on-call-setting.ts";

export type LookUpDeps = Pick<PerformDeps, "db" | "outbound" | "secretKey" | "now" | "isOutboundOn" | "log" | "signal">;

const answerBytesMax = 16 * 1024;
const reasonMax = 500;

/** Asks who is on call for a team and keeps the answer, or that there was none. Never throws: neither the outside nor a row
 *  that can't be written may hold up a page. */
export async function refreshOnCall(
  deps: LookUpDeps,
  team: Pick<OnCallTeam, "key">,
  setting: OnCallSetting,
  limitMs: number | null = null,
): Promise<LookUpOutcome> {
  const askedAt = deps.now();
  let connectionId: number | null = null;
  let outcome: LookUpOutcome;
  try {
    const connection = await findConnection(deps.db.read, setting.connection);
    if (connection === null) return { outcome: "no-answer", reason: `there is no connection ${setting.connection}` };
    connectionId = connection.id;
    outcome = cleanOutcome(await ask(deps, connection, setting, askedAt, limitMs));
  } catch (error) {
    outcome = { outcome: "no-answer", reason: cleanText(`it could not be asked: ${describe(error)}`, reasonMax) };
  }
  if (outcome.outcome === "no-answer") {
    deps.log.warn({ stage: "look-up", team: team.key, connection: setting.connection, reason: outcome.reason });
  }
  try {
    if (connectionId !== null) await keep(deps, { team, setting, connectionId, askedAt, outcome });
  } catch (error) {
    deps.log.warn({ stage: "look-up", team: team.key, reason: describe(error) }, "an answer could not be kept");
  }
  return outcome;
}

async function keep(
  deps: LookUpDeps,
  kept: {
    team: Pick<OnCallTeam, "key">;
    setting: OnCallSetting;
    connectionId: number;
    askedAt: number;
    outcome: LookUpOutcome;
  },
): Promise<void> {
  const { connectionId, askedAt, outcome } = kept;
  const key = onCallLookupKey(kept.team.key);
  await deps.db.transaction(async (tx) => {
    if (outcome.outcome === "answered") {
      const validUntil = askedAt + kept.setting.refreshMs;
      await keepAnswer(tx, { key, connectionId, value: outcome.value, askedAt, validUntil });
    } else {
      await keepLookUpFailure(tx, { key, connectionId, failedAt: deps.now(), error: outcome.reason });
    }
  });
}

function cleanOutcome(outcome: LookUpOutcome): LookUpOutcome {
  if (outcome.outcome === "no-answer") return { ...outcome, reason: cleanText(outcome.reason, reasonMax) };
  const value = cleanValue(outcome.value);
  const isTooLarge = Buffer.byteLength(JSON.stringify(value)) > answerBytesMax;
  return isTooLarge
    ? { outcome: "no-answer", reason: `the answer is larger than ${answerBytesMax} bytes` }
    : { ...outcome, value };
}

// The sender's own words go into jsonb, which holds neither NUL nor half of a surrogate pair.
function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value, Number.POSITIVE_INFINITY);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [cleanText(name, Number.POSITIVE_INFINITY), cleanValue(one)]),
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : "unknown error";
}

type Connection = NonNullable<Awaited<ReturnType<typeof findConnection>>>;

async function ask(
  deps: LookUpDeps,
  connection: Connection,
  setting: OnCallSetting,
  now: number,
  limitMs: number | null,
): Promise<LookUpOutcome> {
  if (!(await isOutboundSwitchedOn(deps, deps.db.read))) return { outcome: "no-answer", reason: "outbound is off" };
  const kind = connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection.config);
  if (kind?.lookUp === undefined || config?.success !== true) {
    return { outcome: "no-answer", reason: `connection ${connection.key} can't be asked` };
  }
  const query = { path: setting.path, select: setting.select };
  const planned = kind.lookUp.plan(query, config.data, now);
  if (planned.outcome === "not-possible") return { outcome: "no-answer", reason: planned.reason };
  const secrets = await loadUsableSecrets(deps, deps.db.read, connection.id, now);
  const missing = kind.secretFields(config.data).filter((field) => secrets[field] === undefined);
  if (missing.length > 0) return { outcome: "no-answer", reason: `the credential ${missing.join(", ")} is not stored` };
  const input = { config: config.data, idempotencyKey: "", scope: {}, obligation: null, now };
  const totalMs = Math.min(kind.timeoutMs(config.data), limitMs ?? Number.POSITIVE_INFINITY);
  const limits = { totalMs, ...(deps.signal ? { signal: deps.signal } : {}) };
  const result = await callWithCredentials(deps.outbound, kind, planned.request, input, secrets, limits);
  if (result.result === "answered") return kind.lookUp.interpret(result.answer, query, now);
  return { outcome: "no-answer", reason: result.outcome.outcome === "delivered" ? "" : result.outcome.detail };
}
