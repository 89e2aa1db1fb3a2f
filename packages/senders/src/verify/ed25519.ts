import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

// What stands before the 32 bytes of a key in its DER form: PKCS #8 for a private one, SPKI for a public one.
const privateHead = Buffer.from("302e020100300506032b657004220420", "hex");
const publicHead = Buffer.from("302a300506032b6570032100", "hex");
const strictSignature = /^[A-Za-z0-9+/]{85}[AQgw]==$/;

export type Ed25519Key = { kind: "public" | "private"; key: Uint8Array };

/** Whether any of the base64 texts is a signature of the content. Nothing decodes leniently. Never throws. */
export function hasEd25519Signature(key: Ed25519Key, texts: readonly string[], content: Uint8Array): boolean {
  const signatures = texts.filter((text) => strictSignature.test(text));
  if (signatures.length === 0) return false;
  const publicKey = key.kind === "public" ? publicKeyOf(key.key) : createPublicKey(privateKeyOf(key.key));
  return signatures.some((text) => verify(null, content, publicKey, Buffer.from(text, "base64")));
}

/** The signature in base64. */
export function signEd25519(privateKey: Uint8Array, content: Uint8Array): string {
  return sign(null, content, privateKeyOf(privateKey)).toString("base64");
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: "der", type: "pkcs8" });
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicHead, raw]), format: "der", type: "spki" });
}
