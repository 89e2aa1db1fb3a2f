import { Buffer } from "node:buffer";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadCases } from "../conformance/load-cases.ts";
import { senderByKey } from "../registry.ts";
import type { SenderScheme } from "../sender.ts";
import { ownCertificateAddress } from "../senders/aws-sns/sample.ts";
import { signDelivery } from "./sign-delivery.ts";
import { certificateAddressOf, isSnsAddress, signedTextOf } from "./sns-message.ts";
import { verifyDelivery } from "./verify-delivery.ts";
import { neededCertificate, readCertificate } from "./verify-sns.ts";

const awsSns = senderByKey("aws-sns")!;
const { certificate, deliveries } = loadCases(awsSns);
const now = Date.UTC(2026, 10, 20, 8, 15, 0);
const ownKeys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const privateKey = ownKeys.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const ownKey = ownKeys.publicKey;
const pemOf = (key: KeyObject) => key.export({ type: "spki", format: "pem" }) as string;
const anyTopic: SenderScheme = { type: "sns", topics: null };

/** The open sample of the folder, with fields changed before it is signed with a key of our own. */
function signed(changes: Record<string, unknown> = {}) {
  const message = JSON.parse(deliveries.find(({ file }) => file === "open.json")!.body.toString());
  return signDelivery(anyTopic, privateKey, {
    body: Buffer.from(JSON.stringify({ ...message, ...changes })),
    id: "",
    now,
  }).body;
}

function verify(
  body: Uint8Array,
  options: { headers?: Record<string, string>; scheme?: SenderScheme; at?: number } = {},
) {
  const { headers = {}, scheme = anyTopic, at = now } = options;
  return verifyDelivery(scheme, [], { headers, body, query: "" }, at, { certificate: ownKey });
}

/** Signed rightly, then changed. */
function changedAfter(changes: Record<string, unknown>): Buffer {
  return Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(signed()).toString()), ...changes }));
}

describe("verifying a message of Amazon SNS", () => {
  it.each(deliveries.map((delivery) => [delivery.file, delivery] as const))(
    "takes %s by its certificate",
    (_, sample) => {
      const request = { headers: sample.headers, body: sample.body, query: "" };
      expect(neededCertificate(anyTopic, request)).toBe(
        "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
      );
      expect(verifyDelivery(anyTopic, [], request, sample.now, { certificate })).toMatchObject({
        outcome: "verified",
        scheme: "sns",
        signed: true,
        secretLabel: null,
      });
      expect(verify(sample.body, { at: sample.now })).toMatchObject({ reason: "signature-wrong" });
    },
  );

  it("takes a message without a subject, and refuses one whose subject was added, changed or taken away", () => {
    expect(verify(signed({ Subject: undefined })).outcome).toBe("verified");
    expect(verify(signed()).outcome).toBe("verified");
    expect(verify(changedAfter({ Subject: "OK" }))).toMatchObject({ reason: "signature-wrong" });
    expect(verify(changedAfter({ Subject: undefined }))).toMatchObject({ reason: "signature-wrong" });
  });

  it.each(["Message", "MessageId", "Timestamp", "TopicArn", "Type"])("refuses a changed or missing %s", (name) => {
    expect(verify(changedAfter({ [name]: "x" })).outcome).toBe("refused");
    expect(verify(changedAfter({ [name]: undefined })).outcome).toBe("refused");
    expect(verify(changedAfter({ [name]: { a: 1 } })).outcome).toBe("refused");
  });

  it("refuses a signature of the other version, of none, and what only decodes to the same bytes", () => {
    const { Signature } = JSON.parse(Buffer.from(signed()).toString());
    for (const version of ["1", "3", "", undefined, "__proto__", 2]) {
      expect(verify(changedAfter({ SignatureVersion: version })).outcome).toBe("refused");
    }
    for (const text of ["", `${Signature} `, Signature.slice(0, -1), `!${Signature}`, Signature.replaceAll("+", "-")]) {
      if (text !== Signature) expect(verify(changedAfter({ Signature: text })).outcome).toBe("refused");
    }
  });

  it("says that raw message delivery leaves the signature out", () => {
    const outcome = verify(Buffer.from('{"AlarmName":"a"}'), { headers: { "x-amz-sns-rawdelivery": "true" } });
    expect(outcome).toMatchObject({
      reason: "signature-missing",
      hint: expect.stringContaining("raw message delivery"),
    });
    expect(verify(signed(), { headers: { "x-amz-sns-rawdelivery": "true" } }).outcome).toBe("refused");
  });

  it("takes the topics that the source names, and no other", () => {
    const topic = "arn:aws:sns:eu-central-1:123456789012:checkout-alarms";
    expect(verify(signed(), { scheme: { type: "sns", topics: ["arn:aws:sns:x:1:y", topic] } }).outcome).toBe(
      "verified",
    );
    expect(verify(signed(), { scheme: { type: "sns", topics: [`${topic}-2`] } })).toMatchObject({
      reason: "topic-refused",
    });
  });

  it("takes a day for its tries, and no time that lies ahead", () => {
    const at = Date.parse("2026-11-20T08:14:58.655Z");
    expect([-301_000, 0, 86_400_000, 86_400_001].map((late) => verify(signed(), { at: at + late }).outcome)).toEqual([
      "refused",
      "verified",
      "verified",
      "refused",
    ]);
    expect(verify(signed({ Timestamp: "yesterday" }))).toMatchObject({ reason: "timestamp-stale" });
  });

  it("needs no certificate where there is no message, and for no other scheme", () => {
    for (const text of ["", "{", "[]", "null", '{"Type":"Notification"}', "a=b"]) {
      expect(neededCertificate(anyTopic, { headers: {}, body: Buffer.from(text), query: "" })).toBeNull();
      expect(verify(Buffer.from(text))).toMatchObject({ outcome: "refused", reason: "signature-missing" });
    }
    const request = { headers: {}, body: Buffer.from(signed()), query: "" };
    expect(neededCertificate({ type: "bearer" }, request)).toBeNull();
  });

  it("keeps U+0000 and half a surrogate pair as they were signed", () => {
    expect(verify(signed({ Message: "a\u0000b" })).outcome).toBe("verified");
    expect(verify(changedAfter({ Message: "a\ufffdb" })).outcome).toBe("refused");
  });
});

describe("the address of a certificate", () => {
  it.each([
    "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem",
    "https://sns.us-gov-west-1.amazonaws.com/a.pem",
    "https://sns.cn-north-1.amazonaws.com.cn/a.pem",
    ownCertificateAddress,
  ])("may be %s", (address) => {
    expect(certificateAddressOf({ SigningCertURL: address })).toBe(address);
  });

  it.each([
    "http://sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem",
    "https://sns.eu-central-1.amazonaws.com.cn/a.pem",
    "https://sns.cn-north-1.amazonaws.com/a.pem",
    "https://evil.example/sns.eu-central-1.amazonaws.com/a.pem",
    "https://evil.example#sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com@evil.example/a.pem",
    "https://user:word@sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com:8443/a.pem",
    "https://sns.eu-central-1.amazonaws.com\\@evil.example/a.pem",
    "https://sns.eu-central-1.amazonaws.com/a.pem?x=1",
    "https://sns.eu-central-1.amazonaws.com/a.pem#x",
    "https://sns.eu-central-1.amazonaws.com/a/b.pem",
    "https://sns.eu-central-1.amazonaws.com/a.txt",
    "https://sns.evil.eu-central-1.amazonaws.com/a.pem",
    "https://snsxeu-central-1.amazonaws.com/a.pem",
    "https://sns.evil.amazonaws.com/a.pem",
    "https://s3.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com./a.pem",
    " https://sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com/a.pem\n",
    "file:///a.pem",
    "",
  ])("is not %j", (address) => {
    expect(certificateAddressOf({ SigningCertURL: address })).toBeNull();
    expect(verify(changedAfter({ SigningCertURL: address }))).toMatchObject({ reason: "certificate-refused" });
  });

  it("is told apart from that of a subscription, which may have a query", () => {
    expect(isSnsAddress("https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=1")).toBe(true);
    expect(isSnsAddress("https://sns.eu-central-1.amazonaws.com.evil.example/?Action=ConfirmSubscription")).toBe(false);
  });
});

describe("a certificate", () => {
  it("is an RSA key of at least 2,048 bits, in a certificate or alone", () => {
    const small = pemOf(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey);
    const curve = pemOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);
    expect(certificate?.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(readCertificate(pemOf(ownKey))).not.toBeNull();
    for (const text of [
      "",
      "<html></html>",
      small,
      curve,
      "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----",
    ]) {
      expect(readCertificate(text)).toBeNull();
    }
  });
});

describe("what is signed", () => {
  it("is each name and value on a line, in the order of the names", () => {
    const message = { Type: "Notification", MessageId: "1", TopicArn: "t", Message: "m", Timestamp: "now" };
    expect(signedTextOf(message)).toBe("Message\nm\nMessageId\n1\nTimestamp\nnow\nTopicArn\nt\nType\nNotification\n");
    expect(signedTextOf({ ...message, Subject: "s" })).toContain("MessageId\n1\nSubject\ns\nTimestamp\n");
    expect(signedTextOf({ ...message, Type: "SubscriptionConfirmation" })).toBeNull();
    const whole = { ...message, Type: "SubscriptionConfirmation", SubscribeURL: "u", Token: "k" };
    expect(signedTextOf(whole)).toBe(
      "Message\nm\nMessageId\n1\nSubscribeURL\nu\nTimestamp\nnow\nToken\nk\nTopicArn\nt\nType\nSubscriptionConfirmation\n",
    );
  });
});
