import { createHash, randomBytes } from "node:crypto";

const prefix = "sbxh_";
const randomLength = 28;

/** A new hook token: `sbxh_` and 43 characters of base64url: 28 random bytes and the first four of their SHA-256, so that
 *  scanners can tell a token from noise. */
export function makeHookToken(): string {
  const random = randomBytes(randomLength);
  return prefix + Buffer.concat([random, checksum(random)]).toString("base64url");
}

/** True for texts that `makeHookToken` makes. */
export function isHookToken(text: string): boolean {
  if (!/^sbxh_[A-Za-z0-9_-]{43}$/.test(text)) return false;
  const bytes = Buffer.from(text.slice(prefix.length), "base64url");
  return checksum(bytes.subarray(0, randomLength)).equals(bytes.subarray(randomLength));
}

function checksum(random: Buffer): Buffer {
  return createHash("sha256").update(random).digest().subarray(0, 4);
}
