import { createHmac } from "node:crypto";
import { z } from "zod";
import type { PlannedRequest } from "../connection-kind.ts";
import { headerName } from "../shared/connection-auth.ts";

/** How a call is signed: an HMAC of its body in a header. A call without a body signs the empty text. */
export const requestSignature = z.strictObject({
  header: headerName,
  /** sha256 where left out. */
  algorithm: z.enum(["sha256", "sha512"]).exactOptional(),
  /** hex where left out. */
  encoding: z.enum(["hex", "base64"]).exactOptional(),
  /** Stands before the signature, such as `sha256=`. */
  prefix: z
    .string()
    .max(64)
    .regex(/^[\x20-\x7e]*$/, "a prefix has plain characters")
    .exactOptional(),
  /** The time in seconds is sent in this header, and `<time>.<body>` is signed. */
  timestampHeader: headerName.exactOptional(),
});
export type RequestSignature = z.infer<typeof requestSignature>;

/** @param now epoch milliseconds. */
export function signRequest(
  request: PlannedRequest,
  signature: RequestSignature,
  secret: string,
  now: number,
): PlannedRequest {
  const { header, algorithm = "sha256", encoding = "hex", prefix = "", timestampHeader } = signature;
  const seconds = String(Math.floor(now / 1_000));
  const text = (timestampHeader === undefined ? "" : `${seconds}.`) + (request.body ?? "");
  const value = prefix + createHmac(algorithm, secret).update(text).digest(encoding);
  const time = timestampHeader === undefined ? {} : { [timestampHeader.toLowerCase()]: seconds };
  return { ...request, headers: { ...request.headers, ...time, [header.toLowerCase()]: value } };
}
