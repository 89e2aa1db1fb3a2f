import type { KeyObject } from "node:crypto";
import type { EpochMs } from "@signalbox/core";
import type { IncomingRequest, JwtScheme, SourceSecret, VerificationScheme, VerifyOutcome } from "../sender.ts";
import { verifyBodyToken } from "./verify-body-token.ts";
import { verifyCredential } from "./verify-credential.ts";
import { verifyHmac } from "./verify-hmac.ts";
import { verifyMtls } from "./verify-mtls.ts";
import { verifySns } from "./verify-sns.ts";

/** What counts beside the request itself. */
export interface Evidence {
  /** The key of the certificate at `neededCertificate`; null where there is none. */
  certificate?: KeyObject | null;
  /** The other end of the connection is a proxy that is trusted. */
  isFromProxy?: boolean;
}

/**
 * Whether a request comes from whom its source says. `secrets`: those that are valid at `now` (several while one is
 * replaced by the next); what is signed is the raw body. Takes constant time where secrets are compared. Never throws.
 * A token of an issuer is for `verifyJwt`.
 */
export function verifyDelivery(
  scheme: Exclude<VerificationScheme, JwtScheme>,
  secrets: readonly SourceSecret[],
  request: IncomingRequest,
  now: EpochMs,
  { certificate = null, isFromProxy = false }: Evidence = {},
): VerifyOutcome {
  switch (scheme.type) {
    case "hmac":
      return verifyHmac(scheme, secrets, request, now);
    case "bearer":
    case "basic":
    case "header-token":
      return verifyCredential(scheme, secrets, request.headers);
    case "sns":
      return verifySns(scheme, request, now, certificate);
    case "body-token":
      return verifyBodyToken(scheme, secrets, request);
    case "mtls":
      return verifyMtls(scheme, request.headers, now, isFromProxy);
    case "url-token":
      // The token of the URL found the source; there is nothing else to check.
      return {
        outcome: "verified",
        scheme: "url-token",
        signed: false,
        secretLabel: null,
        header: null,
        timestampAt: null,
      };
  }
}
