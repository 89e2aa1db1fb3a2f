import { hash } from "node:crypto";

/** SHA-256 of bytes or of text as UTF-8. Digests are what secrets are compared by: their length is always equal. */
export function sha256(content: Uint8Array | string): Buffer {
  return hash("sha256", content, "buffer");
}
