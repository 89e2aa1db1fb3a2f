import { createHash } from "node:crypto";
import { interpretStatus, type OAuth2Auth, type PlannedRequest } from "@signalbox/connections";
import type { AttemptOutcome, EpochMs } from "@signalbox/core";
import { type CallLimits, type CallResult, callOutside } from "./call-outside.ts";
import type { Outbound } from "./open-outbound.ts";

export type FoundToken =
  | { outcome: "token"; token: string }
  | { outcome: "none"; result: CallResult & { result: "failed" } };

interface Entry {
  token: string;
  renewAt: EpochMs;
}

/** Before its end, so that none ends on its way. */
const marginMs = 60_000;
/** Where the server does not say how long a token holds. */
const holdsDefaultMs = 300_000;
const holdsMaxMs = 86_400_000;
const entriesMax = 500;

/**
 * Tokens that authorization servers gave to us as their client, in memory only. One is used until shortly before its end;
 * those that need one meanwhile wait for one request. Source: RFC 6749, sections 2.3.1, 4.4 and 5.
 */
export class AccessTokens {
  readonly #known = new Map<string, Entry>();
  readonly #asking = new Map<string, Promise<FoundToken>>();

  /** @param refused one that the target no longer takes: another one is got. */
  async find(
    outbound: Outbound,
    client: OAuth2Auth,
    secret: string,
    given: { now: EpochMs; limits: CallLimits; refused?: string },
  ): Promise<FoundToken> {
    const key = keyOf(client, secret);
    const known = this.#known.get(key);
    const { now, limits, refused } = given;
    if (known !== undefined && known.token !== refused && now < known.renewAt) {
      return { outcome: "token", token: known.token };
    }
    const running = this.#asking.get(key);
    if (running !== undefined) return running;
    const asking = this.#ask(outbound, client, secret, { key, now, limits }).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return asking;
  }

  async #ask(
    outbound: Outbound,
    client: OAuth2Auth,
    secret: string,
    { key, now, limits }: { key: string; now: EpochMs; limits: CallLimits },
  ): Promise<FoundToken> {
    const result = await callOutside(outbound, tokenRequest(client, secret), limits);
    const { durationMs } = result;
    const failed = (outcome: AttemptOutcome): FoundToken => ({
      outcome: "none",
      result: { result: "failed", outcome, durationMs },
    });
    this.#known.delete(key);
    if (result.result === "failed") return failed(notSent(result.outcome));
    const { answer } = result;
    if (answer.status !== 200) return failed(refusalOf(answer, now));
    const read = readToken(answer.body);
    if (read === null) {
      const detail = "the token address answered 200 without a bearer token: is it the right address?";
      return failed({ outcome: "retryable", reason: "answer-not-understood", detail });
    }
    this.#known.set(key, { token: read.token, renewAt: now + Math.max(read.holdsMs - marginMs, read.holdsMs / 2) });
    if (this.#known.size > entriesMax) this.#known.delete(this.#known.keys().next().value!);
    return { outcome: "token", token: read.token };
  }
}

// Another secret, scope or address is another token.
function keyOf({ tokenUrl, clientId, scope = "", credentialsIn = "header" }: OAuth2Auth, secret: string): string {
  const text = JSON.stringify([tokenUrl, clientId, scope, credentialsIn, secret]);
  return createHash("sha256").update(text).digest("base64");
}

function tokenRequest(client: OAuth2Auth, secret: string): PlannedRequest {
  const { tokenUrl, clientId, scope, credentialsIn = "header" } = client;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== undefined) form.set("scope", scope);
  const headers: Record<string, string> = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  };
  if (credentialsIn === "body") {
    form.set("client_id", clientId);
    form.set("client_secret", secret);
  } else {
    // Both are written as in a form before they are put together (RFC 6749, section 2.3.1).
    const pair = [clientId, secret].map((text) => new URLSearchParams({ "": text }).toString().slice(1)).join(":");
    headers.authorization = `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
  }
  return { method: "POST", url: tokenUrl, headers, body: form.toString() };
}

function readToken(text: string): { token: string; holdsMs: number } | null {
  try {
    const answer = JSON.parse(text) as { access_token?: unknown; token_type?: unknown; expires_in?: unknown };
    const { access_token: token, token_type: type, expires_in: seconds } = answer;
    if (typeof token !== "string" || !/^[\x21-\x7e]{1,8192}$/.test(token)) return null;
    if (typeof type !== "string" || type.toLowerCase() !== "bearer") return null;
    const holds = Number(seconds) * 1000;
    return { token, holdsMs: holds > 0 ? Math.min(holds, holdsMaxMs) : holdsDefaultMs };
  } catch {
    return null;
  }
}

// Whatever became of it: the call itself was not sent.
function notSent(outcome: AttemptOutcome): AttemptOutcome {
  if (outcome.outcome === "delivered") return outcome;
  const detail = `no token was got: ${outcome.detail}`;
  if (outcome.outcome !== "unknown") return { ...outcome, detail };
  return { outcome: "retryable", reason: "timed-out-before-sending", detail };
}

function refusalOf(answer: Parameters<typeof interpretStatus>[0], now: EpochMs): AttemptOutcome {
  const { status } = answer;
  if ([400, 401, 403].includes(status)) {
    const said = errorCode(answer.body);
    const detail = `the token address answered ${status}${said}: the client's id, secret or scope is refused`;
    return { outcome: "retryable", reason: "credentials-refused", detail };
  }
  const told = interpretStatus({ ...answer, body: "" }, now);
  const detail = `no token was got: ${told === null ? `it answered ${status}` : told.detail}`;
  if (told?.outcome === "retryable") return { ...told, detail };
  return { outcome: "permanent", reason: told?.outcome === "permanent" ? told.reason : "refused-by-target", detail };
}

// Its code alone (RFC 6749, section 5.2): what else stands there may repeat the secret.
function errorCode(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === "string" && /^[a-z_]{1,64}$/.test(error) ? ` (${error})` : "";
  } catch {
    return "";
  }
}
