import { X509Certificate } from "node:crypto";
import { makeCertificate } from "@signalbox/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MtlsScheme } from "../sender.ts";
import { verifyDelivery } from "./verify-delivery.ts";

const pem = makeCertificate("webhooks.example.com").cert;
const certificate = new X509Certificate(pem);
const der = certificate.raw.toString("base64");
const fingerprint = certificate.fingerprint256.replaceAll(":", "").toLowerCase();
const other = new X509Certificate(makeCertificate("webhooks.example.com").cert);
const scheme: MtlsScheme = { type: "mtls", header: "client-cert", fingerprints: [fingerprint], subject: null };
const bySubject: MtlsScheme = { ...scheme, fingerprints: null, subject: ["CN=webhooks.example.com"] };
const now = Date.now();

function verify(value: string | null, given = scheme, options: { at?: number; isFromProxy?: boolean } = {}) {
  const { at = now, isFromProxy = true } = options;
  const headers = value === null ? {} : { "client-cert": value };
  return verifyDelivery(given, [], { headers, body: Buffer.from("{}"), query: "" }, at, { isFromProxy });
}

describe("a client certificate that a proxy passes on", () => {
  it.each([
    ["nginx, percent-encoded PEM", encodeURIComponent(pem)],
    ["RFC 9440, base64 between colons", `:${der}:`],
    ["HAProxy, base64 of DER", der],
    ["Traefik, percent-encoded base64", encodeURIComponent(der)],
    ["PEM with tabs in place of line ends", pem.replaceAll("\n", "\t")],
  ])("is read as %s", (_, value) => {
    for (const one of [scheme, bySubject]) {
      expect(verify(value, one)).toMatchObject({
        outcome: "verified",
        scheme: "mtls",
        signed: false,
        header: "client-cert",
      });
    }
  });

  describe("in Envoy's X-Forwarded-Client-Cert", () => {
    const hash = `Hash=${fingerprint}`;
    const cert = `Cert="${encodeURIComponent(pem)}"`;
    const strange = `Cert="${encodeURIComponent(other.toString())}"`;
    const subject = 'Subject="CN=webhooks.example.com"';

    it.each([
      ["its hash", hash, true, false],
      ["its hash in capitals", `HASH=${fingerprint.toUpperCase()}`, true, false],
      ["its hash and the names in it", `By=spiffe://a;${hash};${subject};URI=spiffe://b/c=d;DNS=x;DNS=y`, true, false],
      ["the whole certificate", `By=spiffe://a;${hash};${cert};${subject};URI=;DNS=x`, true, true],
    ])("is known by %s", (_, value, byHash, byName) => {
      expect(verify(value).outcome).toBe(byHash ? "verified" : "refused");
      expect(verify(value, bySubject).outcome).toBe(byName ? "verified" : "refused");
    });

    it.each([
      ["a second hash, as a name of the certificate can forge it", `Hash=${"0".repeat(64)};URI=spiffe://x;${hash}`],
      ["another certificate, as a name of the certificate can forge it", `Hash=${"0".repeat(64)};URI=x;${cert}`],
      ["two certificates", `${hash};${cert};${strange}`],
      ["a certificate that is not the hash's", `${hash};${strange}`],
      ["a certificate without a hash", `${cert};${subject}`],
      ["a hash inside of a name", `Hash=${"0".repeat(64)};Subject="CN=a;${hash}"`],
      ["more than one proxy", `${hash};${cert},By=spiffe://a;${hash};${cert}`],
      ["one element and one forged behind it", `Hash=${"0".repeat(64)};URI=x,${hash};${cert}`],
      ["a cut hash", hash.slice(0, -1)],
      ["an open quote", `${hash};Subject="CN=a`],
      ["no hash", `${subject};URI=${fingerprint}`],
      ["many spaces", `Hash=${" ".repeat(15_000)}"`],
      ["many quotes", `Subject="${'\\"'.repeat(7_000)}`],
    ])("is refused with %s", (_, value) => {
      for (const one of [scheme, bySubject]) {
        expect(verify(value, one)).toMatchObject({ outcome: "refused", reason: "certificate-refused" });
      }
    });

    it("is refused outside the days of the certificate, where it is there", () => {
      const at = now + 3 * 86_400_000;
      expect(verify(`${hash};${cert}`, scheme, { at }).outcome).toBe("refused");
    });

    it("is refused whatever is put into it, but for another name of its own", () => {
      const piece = fc.oneof(fc.constantFrom(hash, cert, strange, subject, ";", ",", '"', "\\", "URI="), fc.string());
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
          const value = `Hash=${"0".repeat(64)};URI=${pieces.join("")}`;
          for (const one of [scheme, bySubject]) expect(verify(value, one).outcome).toBe("refused");
        }),
      );
    });
  });

  it("counts from a trusted proxy alone, whatever the header says", () => {
    expect(verify(der, scheme, { isFromProxy: false })).toMatchObject({
      outcome: "refused",
      status: 401,
      reason: "certificate-refused",
    });
    const request = { headers: { "client-cert": der }, body: Buffer.from("{}"), query: "" };
    expect(verifyDelivery(scheme, [], request, now).outcome).toBe("refused");
  });

  it.each([null, ""])("is missing where the header is %j", (value) => {
    expect(verify(value)).toMatchObject({ outcome: "refused", reason: "credential-missing" });
  });

  it.each(["NONE", "(null)", "%", "%zz", ":::", der.slice(0, -8), `${der}, ${der}`, "AAAA", "x".repeat(8000)])(
    "is refused where the header is %j",
    (value) => {
      expect(verify(value)).toMatchObject({ outcome: "refused", reason: "certificate-refused" });
    },
  );

  it("is refused whatever else stands there, and never throws", () => {
    const odd = fc.oneof(
      fc.string({ unit: "binary-ascii" }),
      fc.base64String({ minLength: 4 }),
      fc
        .tuple(fc.nat(der.length - 9), fc.base64String({ minLength: 4, maxLength: 8 }))
        .map(([at, text]) => der.slice(0, at) + text + der.slice(at + text.length)),
    );
    fc.assert(
      fc.property(odd, (sent) => {
        if (sent !== der) expect(verify(sent).outcome).toBe("refused");
      }),
    );
  });

  it("is refused with another key, another name, or outside its days", () => {
    const strange = other.raw.toString("base64");
    expect(verify(strange)).toMatchObject({ reason: "certificate-refused" });
    expect(verify(strange, bySubject).outcome).toBe("verified");
    expect(verify(der, { ...bySubject, subject: ["CN=example.com"] }).outcome).toBe("refused");
    expect(verify(der, { ...bySubject, subject: ["CN=webhooks.example.com", "O=Example"] }).outcome).toBe("refused");
    expect(verify(der, { ...bySubject, subject: ["constructor=x"] }).outcome).toBe("refused");
    expect(verify(strange, { ...bySubject, fingerprints: [fingerprint] }).outcome).toBe("refused");
    for (const days of [-3, 3]) {
      expect(verify(der, scheme, { at: now + days * 86_400_000 })).toMatchObject({ reason: "certificate-refused" });
    }
  });

  it("whose name holds the text of another part does not pose as that part", () => {
    const forged = new X509Certificate(makeCertificate("evil\nCN=webhooks.example.com").cert);
    expect(verify(forged.raw.toString("base64"), bySubject).outcome).toBe("refused");
  });
});
