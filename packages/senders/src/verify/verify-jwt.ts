import { createPublicKey, type KeyObject, sign } from "node:crypto";
import type { EpochMs } from "@signalbox/core";
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { Headers, IncomingRequest, JwtScheme, VerifyOutcome } from "../sender.ts";
import { refuse } from "./refuse.ts";

/** What an issuer publishes: its keys for RS256 by their id. */
export type IssuerKeySet = ReadonlyMap<string, KeyObject>;

const algorithm = "RS256";
const keyBitsMin = 2_048;
const toleranceSeconds = 300;
const tokenLengthMax = 8_192;

/** The keys in an issuer's answer (a JWK Set, RFC 7517), or null where it is none. Others than for RS256 are left out. */
export function readIssuerKeys(text: string): IssuerKeySet | null {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    if (!Array.isArray(keys)) return null;
    return new Map(keys.flatMap((key: unknown) => readKey(key)));
  } catch {
    return null;
  }
}

function readKey(key: unknown): [string, KeyObject][] {
  if (typeof key !== "object" || key === null) return [];
  const { kid, kty, use = "sig", alg = algorithm, n, e } = key as Record<string, unknown>;
  if (typeof kid !== "string" || kty !== "RSA" || use !== "sig" || alg !== algorithm) return [];
  if (typeof n !== "string" || typeof e !== "string") return [];
  try {
    const made = createPublicKey({ key: { kty, n, e }, format: "jwk" });
    return (made.asymmetricKeyDetails?.modulusLength ?? 0) >= keyBitsMin ? [[kid, made]] : [];
  } catch {
    return [];
  }
}

/** The id of the key that a token names; null where there is no token that could be right, so that nobody is asked for keys. */
export function tokenKeyId(headers: Headers): string | null {
  const token = bearerOf(headers);
  if (token === null) return null;
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return alg === algorithm && typeof kid === "string" && kid !== "" ? kid : null;
  } catch {
    return null;
  }
}

/**
 * A token of an issuer, as Microsoft Entra ID gives Azure Monitor one: it proves who speaks, not what the body holds.
 * @param key the key that the issuer publishes under the id that the token names; null where there is none.
 */
export async function verifyJwt(
  scheme: JwtScheme,
  request: Pick<IncomingRequest, "headers">,
  now: EpochMs,
  key: KeyObject | null,
): Promise<VerifyOutcome> {
  const token = bearerOf(request.headers);
  if (token === null) return refuse("credential-missing", "there is no token after Bearer in the header authorization");
  if (tokenKeyId(request.headers) === null) {
    return refuse("signature-wrong", "its token is not signed with RS256 by a key that it names");
  }
  if (key === null) return refuse("signature-wrong", "its token is signed with a key that the issuer does not publish");
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer: scheme.issuer,
      audience: scheme.audience,
      currentDate: new Date(now),
      clockTolerance: toleranceSeconds,
      requiredClaims: ["exp"],
    });
    if (!isOf(payload, scheme.application)) {
      return refuse("credential-wrong", "its token was given to another application than this source names");
    }
    const timestampAt = payload.iat === undefined ? null : payload.iat * 1000;
    const who = { secretLabel: null, header: "authorization", timestampAt };
    return { outcome: "verified", scheme: "jwt", signed: false, ...who };
  } catch (error) {
    return explain(error);
  }
}

function bearerOf(headers: Headers): string | null {
  const token = /^bearer +([A-Za-z0-9_.-]+)$/i.exec(headers.authorization ?? "")?.[1];
  return token === undefined || token.length > tokenLengthMax ? null : token;
}

// Issuers name it by one of these; where a token has several of them, none may say otherwise.
function isOf(payload: JWTPayload, application: string): boolean {
  const named = [payload.azp, payload.appid, payload.client_id].filter((claim) => claim !== undefined);
  return named.length > 0 && named.every((claim) => claim === application);
}

function explain(error: unknown): VerifyOutcome {
  if (error instanceof errors.JWTExpired) return refuse("timestamp-stale", "its token has expired");
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "iss")
      return refuse("credential-wrong", "its token is of another issuer than this source names");
    if (error.claim === "aud")
      return refuse("credential-wrong", "its token is for another audience than this source names");
    if (error.claim === "nbf") return refuse("timestamp-stale", "its token is not valid yet");
    return refuse("credential-wrong", "its token lacks the time at which it expires, or a time in it can't be read");
  }
  return refuse("signature-wrong", "the issuer's key does not give the signature of its token");
}

/** A token that `verifyJwt` takes at `now` for five minutes. @throws where the key (PEM) is none. */
export function signJwt(scheme: JwtScheme, privateKey: string, kid: string, now: EpochMs): string {
  const iat = Math.floor(now / 1000);
  const { issuer: iss, audience: aud, application: azp } = scheme;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${part({ alg: algorithm, kid })}.${part({ iss, aud, azp, iat, nbf: iat, exp: iat + 300 })}`;
  return `${content}.${sign("RSA-SHA256", Buffer.from(content), privateKey).toString("base64url")}`;
}
