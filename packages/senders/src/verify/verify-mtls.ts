import type { X509Certificate } from "node:crypto";
import type { EpochMs } from "@signalbox/core";
import type { Headers, MtlsScheme, VerifyOutcome } from "../sender.ts";
import { readClientCertificate } from "./read-client-certificate.ts";
import { refuse } from "./refuse.ts";

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
  const read = readClientCertificate(value);
  if (read.outcome === "unreadable") return refuse("certificate-refused", `the header ${scheme.header} ${read.why}`);
  const { certificate, fingerprint } = read;
  if (certificate !== null && !isValidAt(certificate, now)) {
    return refuse("certificate-refused", "its certificate is not valid today");
  }
  if (scheme.fingerprints !== null && !scheme.fingerprints.includes(fingerprint)) {
    return refuse("certificate-refused", "its certificate is none of those that this source names");
  }
  const problem = scheme.subject === null ? null : judgeSubject(scheme.subject, certificate);
  if (problem !== null) return refuse("certificate-refused", problem);
  return {
    outcome: "verified",
    scheme: "mtls",
    signed: false,
    secretLabel: null,
    header: scheme.header,
    timestampAt: null,
  };
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, now: EpochMs): boolean {
  return now >= validFromDate.getTime() && now <= validToDate.getTime();
}

// The parts are compared one by one: in the text of a subject a value could pose as another part.
function judgeSubject(wanted: readonly string[], certificate: X509Certificate | null): string | null {
  if (certificate === null) {
    return "its header names the fingerprint alone: to judge the subject, let Envoy pass the certificate too (cert: true)";
  }
  const subject = certificate.toLegacyObject().subject as unknown as Record<string, string | string[] | undefined>;
  const isHeld = wanted.every((part) => {
    const at = part.indexOf("=");
    return [subject[part.slice(0, at)]].flat().includes(part.slice(at + 1));
  });
  return isHeld ? null : "the subject of its certificate is not the one that this source names";
}
