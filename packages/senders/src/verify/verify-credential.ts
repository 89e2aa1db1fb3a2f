import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import type { Headers, SourceSecret, VerificationScheme, VerifyOutcome } from "../sender.ts";
import { sha256 } from "../sha256.ts";
import { readSecret } from "./read-secret.ts";
import { refuse } from "./refuse.ts";

type CredentialScheme = Extract<VerificationScheme, { type: "bearer" | "basic" | "header-token" }>;

/** A static credential in a header: it proves who speaks, not what the body holds. */
export function verifyCredential(
  scheme: CredentialScheme,
  secrets: readonly SourceSecret[],
  headers: Headers,
): VerifyOutcome {
  const header = scheme.type === "header-token" ? scheme.header : "authorization";
  const sent = readCredential(scheme, headers[header] ?? "");
  const digest = sha256(Buffer.from(sent, "latin1"));
  let usableCount = 0;
  let matched: SourceSecret | null = null;
  for (const secret of secrets) {
    const read = readSecret(scheme, secret.value);
    if (read.outcome === "unusable") continue;
    usableCount += 1;
    const expected = scheme.type === "basic" ? Buffer.from(read.key.toString("base64"), "latin1") : read.key;
    if (timingSafeEqual(sha256(expected), digest)) matched ??= secret;
  }
  if (usableCount === 0)
    return refuse("no-secret", "this source has no usable secret: add the credential that the sender sends");
  if (sent === "")
    return refuse("credential-missing", `the header ${header} is missing or of another kind than ${scheme.type}`);
  if (matched === null)
    return refuse("credential-wrong", `the header ${header} holds no current secret of this source`);
  return {
    outcome: "verified",
    scheme: scheme.type,
    signed: false,
    secretLabel: matched.label,
    header,
    timestampAt: null,
  };
}

function readCredential(scheme: CredentialScheme, value: string): string {
  switch (scheme.type) {
    case "bearer":
      return /^bearer +([^ ]+)$/i.exec(value)?.[1] ?? "";
    case "basic":
      return /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(value)?.[1] ?? "";
    case "header-token":
      return value;
  }
}
