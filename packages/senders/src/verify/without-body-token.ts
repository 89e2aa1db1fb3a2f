import type { Buffer } from "node:buffer";
import type { VerificationScheme } from "../sender.ts";
import { replaceBodyToken } from "./replace-body-token.ts";

/** The body as it may be kept and shown: a credential in it is blacked out, all else is as it was sent. */
export function withoutBodyToken(scheme: VerificationScheme, body: Buffer): Buffer {
  return scheme.type === "body-token" ? replaceBodyToken(body, scheme.field, "[redacted]") : body;
}
