import { randomBytes } from "node:crypto";
import type { VerificationScheme } from "@signalbox/senders";

/** A new secret in the form that a scheme reads: `whsec_…`, `user:password`, or 43 characters of base64url. Null where the
 *  scheme has none: the token in the URL is all there is. */
export function makeSigningSecret(scheme: VerificationScheme): string | null {
  switch (scheme.type) {
    case "hmac":
      if (scheme.secretEncoding === "whsec") return `whsec_${randomBytes(32).toString("base64")}`;
      if (scheme.secretEncoding === "hex") return randomBytes(32).toString("hex");
      return randomBytes(32).toString("base64url");
    case "basic":
      return `signalbox:${randomBytes(24).toString("base64url")}`;
    case "bearer":
    case "header-token":
    case "body-token":
      return randomBytes(32).toString("base64url");
    case "jwt":
    case "mtls":
    case "sns":
    case "url-token":
      return null;
  }
}
