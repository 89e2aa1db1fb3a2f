import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { EpochMs } from "@signalbox/core";
import { readTime } from "../payload/read-time.ts";
import type { IncomingRequest, VerificationScheme, VerifyOutcome } from "../sender.ts";
import { refuse } from "./refuse.ts";
import { certificateAddressOf, readSnsMessage, signedTextOf } from "./sns-message.ts";

type SnsScheme = Extract<VerificationScheme, { type: "sns" }>;

const digests: Record<string, string> = { "1": "RSA-SHA1", "2": "RSA-SHA256" };
const strictBase64 = /^(?:[A-Za-z0-9+/]{4}){1,2048}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** A message keeps its time over all tries, which end within an hour; its id is known for ever. */
const pastToleranceMs = 86_400_000;
const futureToleranceMs = 300_000;
const keyBitsMin = 2_048;

/** The address of the certificate that must be at hand before a request can be verified; null where none is needed or none
 *  may be fetched. */
export function neededCertificate(scheme: VerificationScheme, request: IncomingRequest): string | null {
  if (scheme.type !== "sns") return null;
  const message = readSnsMessage(request.body);
  return message === null ? null : certificateAddressOf(message);
}

/** The key in a certificate (PEM), or null where it holds none that may sign. Never throws. */
export function readCertificate(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return key.asymmetricKeyType === "rsa" && bits >= keyBitsMin ? key : null;
  } catch {
    return null;
  }
}

/**
 * A message of Amazon SNS, signed by the key of a certificate that Amazon serves. Any AWS account can let SNS sign, so the
 * topic counts where the source names its topics. What is not signed (the address to unsubscribe) is read by nobody.
 * @param certificate the key of the certificate at `neededCertificate`; null where that address holds none.
 */
export function verifySns(
  scheme: SnsScheme,
  request: IncomingRequest,
  now: EpochMs,
  certificate: KeyObject | null,
): VerifyOutcome {
  if (request.headers["x-amz-sns-rawdelivery"]?.toLowerCase() === "true") {
    return refuse("signature-missing", "raw message delivery is on, which leaves the signature out: switch it off");
  }
  const message = readSnsMessage(request.body);
  const signed = message === null ? null : signedTextOf(message);
  if (message === null || signed === null) {
    return refuse("signature-missing", "the body is no message of Amazon SNS with its signature");
  }
  const digest = Object.hasOwn(digests, message.SignatureVersion ?? "")
    ? digests[message.SignatureVersion!]
    : undefined;
  if (digest === undefined) return refuse("signature-missing", "the version of the signature is neither 1 nor 2");
  if (certificateAddressOf(message) === null) {
    return refuse(
      "certificate-refused",
      "the certificate is not on a host of Amazon SNS (https://sns.REGION.amazonaws.com)",
    );
  }
  if (certificate === null) return refuse("certificate-refused", "the address that it names holds no certificate");
  const signature = message.Signature ?? "";
  const isRight =
    strictBase64.test(signature) &&
    verify(digest, Buffer.from(signed, "utf8"), certificate, Buffer.from(signature, "base64"));
  if (!isRight) return refuse("signature-wrong", "the certificate that it names does not give this signature");
  const topic = message.TopicArn ?? "";
  if (scheme.topics !== null && !scheme.topics.includes(topic)) {
    return refuse("topic-refused", "it comes from a topic that this source does not name");
  }
  const signedAt = readTime(message.Timestamp, { now: Number.MAX_SAFE_INTEGER });
  if (signedAt.outcome !== "time" || signedAt.at < now - pastToleranceMs || signedAt.at > now + futureToleranceMs) {
    return refuse("timestamp-stale", "its signed time is not of the last 24 hours: a replay or a wrong clock");
  }
  return {
    outcome: "verified",
    scheme: "sns",
    signed: true,
    secretLabel: null,
    header: null,
    timestampAt: signedAt.at,
  };
}

/** The message signed with a private key (PEM), in version 2. @throws where the body is no message or the key none. */
export function signSns(body: Uint8Array, privateKey: string): Buffer {
  const message = JSON.parse(Buffer.from(body).toString("utf8")) as Record<string, string>;
  const text = signedTextOf(message);
  if (text === null) throw new RangeError("the body is no message of Amazon SNS");
  const signature = sign("RSA-SHA256", Buffer.from(text, "utf8"), createPrivateKey(privateKey)).toString("base64");
  return Buffer.from(JSON.stringify({ ...message, SignatureVersion: "2", Signature: signature }));
}
