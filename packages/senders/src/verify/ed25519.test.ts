import { Buffer } from "node:buffer";
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SourceSecret } from "../sender.ts";
import { hasEd25519Signature, signEd25519 } from "./ed25519.ts";
import { plainHmac, standardWebhooksScheme } from "./presets.ts";
import { readSecret } from "./read-secret.ts";
import { canSignWith, signDelivery } from "./sign-delivery.ts";
import { verifyDelivery } from "./verify-delivery.ts";

const now = Date.UTC(2026, 10, 20, 8, 15, 31);
const body = Buffer.from('{"type":"incident.opened"}');

function makeKeys(): { publicKey: string; privateKey: string } {
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }) as { x: string; d: string };
  const base64 = (text: string) => Buffer.from(text, "base64url").toString("base64");
  return { publicKey: `whpk_${base64(x)}`, privateKey: `whsk_${base64(d)}` };
}

const ours = makeKeys();

function verify(secrets: readonly string[], changes: Record<string, string> = {}, sent: Uint8Array = body) {
  const { headers } = signDelivery(standardWebhooksScheme, ours.privateKey, { body, id: "msg_1", now });
  const labelled = secrets.map((value, index): SourceSecret => ({ label: String(index), value }));
  const request = { headers: { ...headers, ...changes }, body: sent, query: "" };
  return verifyDelivery(standardWebhooksScheme, labelled, request, now);
}

/** RFC 8032, 7.1, test 2. */
const rfc8032 = {
  seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
  publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
  message: "72",
  signature:
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
};

describe("signatures by an ed25519 key", () => {
  it("are made and checked as RFC 8032 publishes them", () => {
    const [seed, key, message, signature] = [rfc8032.seed, rfc8032.publicKey, rfc8032.message, rfc8032.signature].map(
      (hex) => Buffer.from(hex, "hex"),
    ) as [Buffer, Buffer, Buffer, Buffer];
    expect(signEd25519(seed, message)).toBe(signature.toString("base64"));
    expect(hasEd25519Signature({ kind: "public", key }, [signature.toString("base64")], message)).toBe(true);
    expect(hasEd25519Signature({ kind: "public", key }, [signature.toString("base64")], Buffer.from("r."))).toBe(false);
  });

  it("verify a delivery of Standard Webhooks (v1a) by the public key, and by nothing else", () => {
    expect(verify([ours.publicKey])).toMatchObject({
      outcome: "verified",
      scheme: "ed25519",
      signed: true,
      secretLabel: "0",
      header: "webhook-signature",
      timestampAt: now,
    });
    expect(verify([ours.privateKey])).toMatchObject({ outcome: "verified" });
    expect(verify([makeKeys().publicKey])).toMatchObject({ outcome: "refused", reason: "signature-wrong" });
    expect(verify(["whsec_c2VjcmV0LW9mLTI0LWJ5dGVzLWxvbmc="])).toMatchObject({ outcome: "refused" });
    expect(verify([ours.publicKey], { "webhook-signature": "" })).toMatchObject({ reason: "signature-missing" });
    expect(verify([ours.publicKey], { "webhook-id": "msg_2" })).toMatchObject({ reason: "signature-wrong" });
    expect(verify([ours.publicKey], { "webhook-timestamp": String(now / 1000 - 1) })).toMatchObject({
      reason: "signature-wrong",
    });
    for (let at = 0; at < body.length; at += 1) {
      const changed = Buffer.from(body);
      changed[at] = changed[at]! ^ 1;
      expect(verify([ours.publicKey], {}, changed).outcome).toBe("refused");
    }
  });

  it("stand beside those by a shared secret: either secret of the source serves", () => {
    const shared = "whsec_c2VjcmV0LW9mLTI0LWJ5dGVzLWxvbmc=";
    const v1 = signDelivery(standardWebhooksScheme, shared, { body, id: "msg_1", now }).headers["webhook-signature"]!;
    const v1a = signDelivery(standardWebhooksScheme, ours.privateKey, { body, id: "msg_1", now }).headers[
      "webhook-signature"
    ]!;
    expect(v1a).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
    const both = { "webhook-signature": `${v1} ${v1a}` };
    expect(verify([shared], both)).toMatchObject({ outcome: "verified", scheme: "hmac" });
    expect(verify([ours.publicKey], both)).toMatchObject({ outcome: "verified", scheme: "ed25519" });
    expect(verify([makeKeys().publicKey, shared], both)).toMatchObject({ secretLabel: "1", scheme: "hmac" });
  });

  it("are no others than strict base64, and at most four are looked at", () => {
    const [, text] = signDelivery(standardWebhooksScheme, ours.privateKey, { body, id: "msg_1", now }).headers[
      "webhook-signature"
    ]!.split(",");
    for (const odd of [`${text} `, text!.replaceAll("=", ""), `${text!.slice(0, -3)}R==`, text!.slice(4)]) {
      if (odd.trim() !== text)
        expect(verify([ours.publicKey], { "webhook-signature": `v1a,${odd}` }).outcome).toBe("refused");
    }
    const wrong = `v1a,${"A".repeat(86)}== `;
    expect(verify([ours.publicKey], { "webhook-signature": `${wrong.repeat(3)}v1a,${text}` }).outcome).toBe("verified");
    expect(verify([ours.publicKey], { "webhook-signature": `${wrong.repeat(4)}v1a,${text}` }).outcome).toBe("refused");
  });

  it("need a key of 32 bytes, and a sender that makes them", () => {
    expect(readSecret(standardWebhooksScheme, ours.publicKey)).toMatchObject({ kind: "public", isShort: false });
    const whole = Buffer.concat([Buffer.from(ours.privateKey.slice(5), "base64"), Buffer.alloc(32)]);
    expect(readSecret(standardWebhooksScheme, `whsk_${whole.toString("base64")}`)).toMatchObject({ kind: "private" });
    for (const value of ["whpk_", "whpk_c2hvcnQ=", `whpk_${whole.toString("base64")}`, "whpk_not base64"]) {
      expect(readSecret(standardWebhooksScheme, value).outcome).toBe("unusable");
    }
    const shared = plainHmac("x-signature", { secretEncoding: "whsec" });
    expect(readSecret(shared, ours.publicKey)).toMatchObject({ outcome: "unusable" });
  });

  it("can't be made with the public key", () => {
    expect(canSignWith(standardWebhooksScheme, ours.publicKey)).toBe(false);
    expect(canSignWith(standardWebhooksScheme, ours.privateKey)).toBe(true);
    expect(() => signDelivery(standardWebhooksScheme, ours.publicKey, { body, id: "m", now })).toThrow(RangeError);
  });
});
