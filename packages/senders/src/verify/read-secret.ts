import { Buffer } from "node:buffer";
import type { HmacScheme, VerificationScheme } from "../sender.ts";

/**
 * The key bytes of a secret under a scheme. `isShort`: fewer than 16 bytes, to be marked on its page. `shared` is the same on
 * both sides; `public` and `private` are the halves of an ed25519 key: with a public one nothing can be signed.
 */
export type ReadSecretOutcome =
  | { outcome: "usable"; kind: "shared" | "public" | "private"; key: Buffer; isShort: boolean }
  | { outcome: "unusable"; reason: string };

const secretless: ReadonlySet<VerificationScheme["type"]> = new Set(["url-token", "sns", "jwt", "mtls"]);
const shortKeyBytes = 16;
const ed25519Bytes = 32;
const strictBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const strictHex = /^(?:[0-9a-f]{2})*$/i;

/** Whether a source proves itself by a secret of its own. */
export function takesSecrets(scheme: VerificationScheme): boolean {
  return !secretless.has(scheme.type);
}

/** Whether a scheme proves what was sent, and not only who sends. */
export function provesBody(scheme: VerificationScheme): boolean {
  return scheme.type === "hmac" || scheme.type === "sns";
}

/** Whether a secret can serve under a scheme; ask it before a secret is stored. Never throws. */
export function readSecret(scheme: VerificationScheme, value: string): ReadSecretOutcome {
  if (scheme.type === "hmac") return readHmacSecret(scheme, value);
  if (!takesSecrets(scheme)) return unusable("this source takes no secret of its own");
  if (scheme.type === "basic" && !value.includes(":")) {
    return unusable("the secret for basic authentication has the form user:password");
  }
  return usable(Buffer.from(value, "utf8"));
}

function readHmacSecret(scheme: HmacScheme, value: string): ReadSecretOutcome {
  switch (scheme.secretEncoding) {
    case "utf8":
      return usable(Buffer.from(value, "utf8"));
    case "hex":
      return strictHex.test(value)
        ? usable(Buffer.from(value, "hex"))
        : unusable("the secret must be an even number of hexadecimal digits");
    case "whsec":
      return readWhsec(scheme, value);
  }
}

function readWhsec(scheme: HmacScheme, value: string): ReadSecretOutcome {
  const [, form = "whsec_", encoded = ""] = /^(whsec_|whpk_|whsk_)?(.*)$/s.exec(value) ?? [];
  if (!strictBase64.test(encoded)) return unusable("the secret must be base64, with or without whsec_ before it");
  const key = Buffer.from(encoded, "base64");
  if (form === "whsec_") return usable(key);
  if (scheme.publicKeyPrefix === null)
    return unusable("this sender does not sign with a key pair: use the shared secret");
  // A private key may carry its public half behind it.
  const isWhole = key.length === ed25519Bytes || (form === "whsk_" && key.length === 2 * ed25519Bytes);
  if (!isWhole) return unusable(`the key after ${form} must be the 32 bytes of an ed25519 key in base64`);
  const kind = form === "whpk_" ? "public" : "private";
  return { outcome: "usable", kind, key: key.subarray(0, ed25519Bytes), isShort: false };
}

function usable(key: Buffer): ReadSecretOutcome {
  if (key.length === 0) return unusable("the secret is empty");
  return { outcome: "usable", kind: "shared", key, isShort: key.length < shortKeyBytes };
}

function unusable(reason: string): ReadSecretOutcome {
  return { outcome: "unusable", reason };
}
