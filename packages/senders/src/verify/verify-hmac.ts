import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import type { EpochMs } from "@signalbox/core";
import type { HmacScheme, IncomingRequest, SourceSecret, VerifyOutcome } from "../sender.ts";
import { sha256 } from "../sha256.ts";
import { computeSignature } from "./compute-signature.ts";
import { hasEd25519Signature } from "./ed25519.ts";
import { readSecret } from "./read-secret.ts";
import { readSignatureParts } from "./read-signature-parts.ts";
import { refuse } from "./refuse.ts";
import { signedLead } from "./signed-lead.ts";

const unitMs = { s: 1000, ms: 1 };

/**
 * Every secret is tried on every candidate and the signature is computed even where it is missing, so that the time
 * taken tells nothing but the number of secrets and entries. Signatures are compared as text: nothing decodes leniently.
 */
export function verifyHmac(
  scheme: HmacScheme,
  secrets: readonly SourceSecret[],
  request: IncomingRequest,
  now: EpochMs,
): VerifyOutcome {
  const { names, candidates, publicKeyCandidates, timestamp, id } = readSignatureParts(scheme, request.headers);
  const digests = candidates.map((text) => sha256(scheme.encoding === "hex" ? text.toLowerCase() : text));
  let usableCount = 0;
  let matched: SourceSecret | null = null;
  let matchedBy: "hmac" | "ed25519" = "hmac";
  for (const secret of secrets) {
    const read = readSecret(scheme, secret.value);
    if (read.outcome === "unusable") continue;
    usableCount += 1;
    if (read.kind !== "shared") {
      if (publicKeyCandidates.length === 0 || matched !== null) continue;
      const content = Buffer.concat([signedLead(scheme, { id, timestamp }), request.body]);
      if (!hasEd25519Signature({ kind: read.kind, key: read.key }, publicKeyCandidates, content)) continue;
      matched = secret;
      matchedBy = "ed25519";
      continue;
    }
    const expected = sha256(computeSignature(scheme, read.key, { id, timestamp, body: request.body }));
    for (const digest of digests) {
      if (timingSafeEqual(expected, digest)) matched ??= secret;
    }
  }
  if (usableCount === 0)
    return refuse("no-secret", "this source has no usable secret: add the one that the sender signs with");
  if ((request.headers[names.signature] ?? "") === "") {
    return refuse("signature-missing", `the header ${names.signature} is missing: is signing on in the sender?`);
  }
  if (candidates.length + publicKeyCandidates.length === 0) {
    return refuse("signature-missing", `the header ${names.signature} holds no ${describeForm(scheme)} signature`);
  }
  if (names.id !== null && id === "") return refuse("signature-missing", `the header ${names.id} is missing`);
  if (scheme.timestamp.in !== "none" && timestamp === "") {
    return refuse("timestamp-missing", "the signed time is missing or there twice");
  }
  if (matched === null) {
    return refuse(
      "signature-wrong",
      "no current secret of this source gives this signature: same secret on both sides?",
    );
  }
  const verified = {
    outcome: "verified",
    scheme: matchedBy,
    signed: true,
    secretLabel: matched.label,
    header: names.signature,
  } as const;
  if (scheme.timestamp.in === "none") return { ...verified, timestampAt: null };
  if (!/^[0-9]{1,15}$/.test(timestamp)) return refuse("timestamp-stale", "the signed time is no whole number");
  const timestampAt = Number(timestamp) * unitMs[scheme.timestampUnit];
  const problem = judgeTime(scheme, now - timestampAt);
  return problem === null ? { ...verified, timestampAt } : refuse("timestamp-stale", problem);
}

function judgeTime(scheme: HmacScheme, ageMs: number): string | null {
  const oldestMs = scheme.firstSendMs ?? scheme.toleranceMs;
  if (-ageMs > scheme.toleranceMs) return `the signed time is newer than ${scheme.toleranceMs / 1000} s: a wrong clock`;
  if (ageMs <= oldestMs) return null;
  const older = `the signed time is older than ${oldestMs / 1000} s: a replay or a wrong clock`;
  return scheme.firstSendMs === null
    ? `${older}; or a retry that carries the time of its first try: then set signedTime: first-send`
    : older;
}

function describeForm(scheme: HmacScheme): string {
  return scheme.prefix === "" ? scheme.encoding : `"${scheme.prefix}"`;
}
