import { X509Certificate } from "node:crypto";
import { sha256 } from "../sha256.ts";
import { readXfcc } from "./read-xfcc.ts";

/** What a proxy says of the certificate that the sender proved to it. `certificate`: null where it names the fingerprint alone. */
interface ClientCertificate {
  /** SHA-256 in hex, in lower case and without colons. */
  fingerprint: string;
  certificate: X509Certificate | null;
}

export type ReadCertificateOutcome = ({ outcome: "read" } & ClientCertificate) | { outcome: "unreadable"; why: string };

const strictBase64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const xfccKey = /^\s*(?:by|hash|cert|chain|subject|uri|dns|san)=/i;

/** The header of a proxy, in any of the forms that are known: PEM percent-encoded, base64 of DER, that between colons, or
 *  Envoy's pairs. Source: RFC 9440 (`Client-Cert`); nginx `$ssl_client_escaped_cert`; Traefik PassTLSClientCert; `readXfcc`.
 *  Never throws. */
export function readClientCertificate(value: string): ReadCertificateOutcome {
  if (xfccKey.test(value)) return readEnvoyForm(value);
  const certificate = readCertificateText(value);
  if (certificate === null)
    return { outcome: "unreadable", why: "holds no certificate as PEM, base64 or Envoy's pairs" };
  return { outcome: "read", fingerprint: fingerprintOf(certificate), certificate };
}

// Envoy writes the names of the certificate unquoted behind its hash, so a certificate can forge any pair but the hash, which
// then stands there twice: the hash counts, and the certificate whose hash it is.
function readEnvoyForm(value: string): ReadCertificateOutcome {
  const elements = readXfcc(value);
  if (elements === null) return { outcome: "unreadable", why: "is not written as Envoy writes it" };
  const [element, ...more] = elements;
  if (element === undefined || more.length > 0) {
    return {
      outcome: "unreadable",
      why: "tells of several certificates, and which is the sender's can't be known: let Envoy replace the header (SANITIZE_SET)",
    };
  }
  const valuesOf = (key: string) => element.filter((pair) => pair.key === key).map((pair) => pair.value);
  const hashes = valuesOf("hash");
  const certificates = valuesOf("cert");
  const fingerprint = hashes[0]?.toLowerCase() ?? "";
  if (hashes.length !== 1 || !/^[0-9a-f]{64}$/.test(fingerprint) || certificates.length > 1) {
    return { outcome: "unreadable", why: "does not name one certificate by its Hash" };
  }
  if (certificates[0] === undefined) return { outcome: "read", fingerprint, certificate: null };
  const certificate = readCertificateText(certificates[0]);
  if (certificate === null || fingerprintOf(certificate) !== fingerprint) {
    return { outcome: "unreadable", why: "holds another certificate than its Hash names" };
  }
  return { outcome: "read", fingerprint, certificate };
}

function fingerprintOf(certificate: X509Certificate): string {
  return sha256(certificate.raw).toString("hex");
}

function readCertificateText(value: string): X509Certificate | null {
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
