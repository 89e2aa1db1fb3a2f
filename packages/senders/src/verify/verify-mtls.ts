import { X509Certificate } from "node:crypto";
import type { EpochMs } from "@signalbox/core";
import type { Headers, MtlsScheme, VerifyOutcome } from "../sender.ts";
import { sha256 } from "../sha256.ts";
import { refuse } from "./refuse.ts";

const strictBase64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * A certificate that a proxy took in the TLS handshake, where the sender proved to have its key. Whoever reaches us directly
 * can write any header, so it counts from a trusted proxy alone. That its issuer is one to trust is for the proxy to check.
 */
export function verifyMtls(scheme: MtlsScheme, headers: Headers, now: EpochMs, isFromProxy: boolean): VerifyOutcome {
  const value = headers[scheme.header];
  if (!isFromProxy) {
    return refuse(
      "certificate-refused",
      "it came through no proxy that is named in SIGNALBOX_TRUSTED_PROXIES: its header proves nothing",
    );
  }
  if (value === undefined || value === "") {
    return refuse(
      "credential-missing",
      `the header ${scheme.header} is missing: the sender showed the proxy no certificate`,
    );
  }
  const certificate = readClientCertificate(value);
  if (certificate === null) {
    return refuse("certificate-refused", `the header ${scheme.header} holds no certificate as PEM or base64`);
  }
  if (now < certificate.validFromDate.getTime() || now > certificate.validToDate.getTime()) {
    return refuse("certificate-refused", "its certificate is not valid today");
  }
  if (scheme.fingerprints !== null && !scheme.fingerprints.includes(sha256(certificate.raw).toString("hex"))) {
    return refuse("certificate-refused", "its certificate is none of those that this source names");
  }
  if (scheme.subject !== null && !holdsAll(certificate, scheme.subject)) {
    return refuse("certificate-refused", "the subject of its certificate is not the one that this source names");
  }
  return {
    outcome: "verified",
    scheme: "mtls",
    signed: false,
    secretLabel: null,
    header: scheme.header,
    timestampAt: null,
  };
}

/** As nginx, HAProxy, Traefik and load balancers write it: PEM percent-encoded, base64 of DER, or that between colons.
 *  Source: RFC 9440 (`Client-Cert`); nginx `$ssl_client_escaped_cert`; Traefik PassTLSClientCert. Never throws. */
function readClientCertificate(value: string): X509Certificate | null {
  const text = value.includes("%") ? decodePercent(value) : value;
  const base64 = text
    .replace(/^:(.*):$/s, "$1")
    .replace(/^-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----.*$/s, "$1")
    .replaceAll(/\s/g, "");
  if (!strictBase64.test(base64)) return null;
  try {
    return new X509Certificate(Buffer.from(base64, "base64"));
  } catch {
    return null;
  }
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** The parts of a subject one by one: in its text a value could pose as another part. */
function holdsAll(certificate: X509Certificate, wanted: readonly string[]): boolean {
  const subject = certificate.toLegacyObject().subject as unknown as Record<string, string | string[] | undefined>;
  return wanted.every((part) => {
    const at = part.indexOf("=");
    const held = subject[part.slice(0, at)];
    return [held].flat().includes(part.slice(at + 1));
  });
}
