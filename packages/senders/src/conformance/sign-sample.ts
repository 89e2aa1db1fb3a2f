import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { EpochMs } from "@signalbox/core";
import type { IncomingRequest, Sender, SourceSecret, VerifyOutcome } from "../sender.ts";
import { takesSecrets } from "../verify/read-secret.ts";
import { signDelivery } from "../verify/sign-delivery.ts";
import { verifyDelivery } from "../verify/verify-delivery.ts";
import { neededCertificate } from "../verify/verify-sns.ts";

/** A source of a sender with all that it takes to sign and to verify samples. */
export interface SampleSource {
  sender: Sender;
  secrets: SourceSecret[];
  sign(
    kind: "open" | "resolve" | "test",
    options: { now: EpochMs; key?: string; startedAt?: EpochMs },
  ): IncomingRequest;
  /** Another one of the same sender, with a secret or key of its own. */
  verify(request: IncomingRequest, now: EpochMs, secrets?: readonly SourceSecret[]): VerifyOutcome;
}

/** @param secret what the sender signs with; for one that signs by a certificate a key is made. */
export function sampleSourceOf(sender: Sender, secret: string): SampleSource {
  const keys = sender.scheme.type === "sns" ? keyPair() : null;
  const secrets = takesSecrets(sender.scheme) ? [{ label: "now", value: secret }] : [];
  return {
    sender,
    secrets,
    sign(kind, { now, key = "key-1", startedAt }) {
      const sample = sender.sample(kind, { now, key, ...(startedAt === undefined ? {} : { startedAt }) });
      const signed = signDelivery(sender.scheme, keys?.privateKey ?? secret, {
        body: sample.body,
        id: `${kind}-${key}-${now}`,
        now,
      });
      return { headers: { ...sample.headers, ...signed.headers }, body: signed.body, query: "" };
    },
    verify(request, now, given = secrets) {
      const certificate = neededCertificate(sender.scheme, request) === null ? null : (keys?.publicKey ?? null);
      return verifyDelivery(sender.scheme, given, request, now, { certificate });
    },
  };
}

function keyPair(): { privateKey: string; publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string, publicKey };
}
