import type { HmacScheme } from "../sender.ts";

/** Hex HMAC-SHA256 of the raw body in one header; a preset overrides what differs. */
export function plainHmac(header: string, differences: Partial<Omit<HmacScheme, "type" | "header">> = {}): HmacScheme {
  return {
    type: "hmac",
    algorithm: "sha256",
    encoding: "hex",
    header: header.toLowerCase(),
    parse: "whole",
    prefix: "",
    publicKeyPrefix: null,
    separator: ",",
    secretEncoding: "utf8",
    signedContent: "{body}",
    timestamp: { in: "none" },
    timestampUnit: "s",
    idHeader: null,
    toleranceMs: 300_000,
    firstSendMs: null,
    alternative: null,
    ...differences,
  };
}

/** Standard Webhooks, `v1` (a shared secret) and `v1a` (an ed25519 key); the same under Svix's older header names. */
export const standardWebhooksScheme: HmacScheme = plainHmac("webhook-signature", {
  encoding: "base64",
  parse: "list",
  prefix: "v1,",
  publicKeyPrefix: "v1a,",
  separator: " ",
  secretEncoding: "whsec",
  signedContent: "{id}.{timestamp}.{body}",
  timestamp: { in: "header", header: "webhook-timestamp" },
  idHeader: "webhook-id",
  alternative: { signature: "svix-signature", timestamp: "svix-timestamp", id: "svix-id" },
});
