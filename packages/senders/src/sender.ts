import type { EpochMs, NormalisedEvent } from "@signalbox/core";
import type { CompiledMapping } from "./mapping/compile-mapping.ts";
import type { Misfit } from "./payload/field-reader.ts";

/** Request headers with lower-case names; a header sent twice holds both values joined by ", ". */
export type Headers = Readonly<Record<string, string>>;

/** What the sender signs, the body's raw bytes always last. */
export const signedContents = [
  "{body}",
  "{timestamp}:{body}",
  "{timestamp}{body}",
  "{timestamp}.{body}",
  "{id}.{timestamp}.{body}",
] as const;
export type SignedContent = (typeof signedContents)[number];

/** Names that belong together; a scheme may know a second set (`svix-…` beside `webhook-…`). */
export interface SignatureHeaders {
  signature: string;
  timestamp: string | null;
  id: string | null;
}

/** An HMAC over the raw body; header names in lower case. */
export interface HmacScheme {
  type: "hmac";
  algorithm: "sha256" | "sha1" | "sha512";
  encoding: "hex" | "base64";
  header: string;
  /** `whole`: the value after `prefix`; `list`: entries between `separator`, any may match; `kv`: `t=…,v1=…`. */
  parse: "whole" | "list" | "kv";
  /** Stands before each signature (`sha256=`, `v1,`, `v1=`); entries without it are of another version and skipped. */
  prefix: string;
  /** Stands before a signature by an ed25519 key, which a secret `whpk_…` checks; null where the sender makes none. */
  publicKeyPrefix: string | null;
  separator: string;
  /** `whsec`: base64 with or without `whsec_` before it, or an ed25519 key after `whpk_` (public) or `whsk_`. */
  secretEncoding: "utf8" | "hex" | "whsec";
  signedContent: SignedContent;
  timestamp: { in: "none" } | { in: "header"; header: string } | { in: "kv"; key: string };
  /** Of the signed time, which counts from 1970. */
  timestampUnit: "s" | "ms";
  idHeader: string | null;
  /** How far the signed time may be from now, both ways. */
  toleranceMs: number;
  /** The retries carry the signed time of the first try: how old it may be. Null: each try has a time of its own. */
  firstSendMs: number | null;
  /** Read instead where `header` is absent and `signature` of this set is there. */
  alternative: SignatureHeaders | null;
}

/** A token (JWT) after `Bearer`, signed by an issuer with RS256 and a key that it publishes at `keysUrl`. */
export interface JwtScheme {
  type: "jwt";
  issuer: string;
  audience: string;
  /** Whom the issuer gave the token to: its claim `azp`, `appid` or `client_id`. */
  application: string;
  keysUrl: string;
}

/** The certificate that the sender proved to a proxy, which passes it on in a header. What is given counts together. */
export interface MtlsScheme {
  type: "mtls";
  header: string;
  /** SHA-256 of the certificate in hex, in lower case and without colons; null: any. */
  fingerprints: readonly string[] | null;
  /** `CN=…` and the like, all of which its subject must hold; null: any. */
  subject: readonly string[] | null;
}

/** How a source proves who sent a delivery. One verifier serves them all by these parameters. */
export type VerificationScheme = SenderScheme | JwtScheme | MtlsScheme;

/** How a monitoring tool proves itself where nobody says otherwise. */
export type SenderScheme =
  | HmacScheme
  | { type: "bearer" }
  | { type: "basic" }
  | { type: "header-token"; header: string }
  /** A static credential in a field of the body, `a.b` for a field of a field. */
  | { type: "body-token"; field: string }
  /** Signed by Amazon with the key of a certificate that it serves. `topics`: the ARNs that may send; null: any. */
  | { type: "sns"; topics: readonly string[] | null }
  | { type: "url-token" };

/** A secret that is valid now; `label` names it on pages ("2026-10"), never its value. For basic it is `user:password`. */
export interface SourceSecret {
  label: string;
  value: string;
}

export interface IncomingRequest {
  headers: Headers;
  body: Uint8Array;
  /** The raw query without "?", empty where there is none. */
  query: string;
}

export type RefusalReason =
  | "signature-missing"
  | "signature-wrong"
  | "timestamp-stale"
  | "timestamp-missing"
  | "credential-missing"
  | "credential-wrong"
  | "certificate-refused"
  | "topic-refused"
  | "no-secret";

/** `signed: false` for schemes that prove nothing about the body: marked "unsigned" everywhere. */
export type VerifyOutcome =
  | {
      outcome: "verified";
      scheme: VerificationScheme["type"] | "ed25519";
      signed: boolean;
      secretLabel: string | null;
      header: string | null;
      timestampAt: EpochMs | null;
    }
  | {
      outcome: "refused";
      status: 401;
      reason: RefusalReason;
      /** For the page of refusals only: never part of the answer. Holds nothing of the request. */
      hint: string;
    };

/**
 * What stands for the unique id of a delivery. `derived`: text whose hash is the id, made of what the sender says and not
 * of how it says it, so that two bodies may share it without a conflict. `fresh`: each POST is one of its own.
 */
export type DeliveryIdentity =
  | { basis: "sender"; id: string }
  | { basis: "derived"; from: string }
  | { basis: "fresh" };

export type UnreadableReason = "unparsable" | "too deep" | "too large to read" | "unknown shape";

export type NormaliseOutcome =
  /** `places`: where each event stands among all parts. `unreadable` are parts that are not among the events: those apply, and
   *  the delivery ends as failed. `misfits` are fields of the events that no longer fit: the event was read without them. */
  | { outcome: "events"; events: NormalisedEvent[]; places: number[]; unreadable: Misfit[]; misfits: Misfit[] }
  | { outcome: "ignored"; reason: string }
  | { outcome: "unreadable"; reason: UnreadableReason; field: string | null; detail: string };

export interface NormaliseInput extends IncomingRequest {
  receivedAt: EpochMs;
  /** Settings of the source that a sender may need, such as its `timeZone`. */
  settings: Readonly<Record<string, unknown>>;
  /** What people have said about the payloads of this source, over what the sender's own code reads. */
  mapping?: CompiledMapping | null;
}

export interface SampleOptions {
  now: EpochMs;
  /** What the incident is found by: the same for an open and its resolve. */
  key: string;
  /** On `resolve`: when the sample outage began, where the payload has a place for it. */
  startedAt?: EpochMs;
  /** The source's zone, for a tool whose times name none; UTC where it is left out. */
  timeZone?: string;
  /** The ARN of a topic that may send to the source, for Amazon SNS. */
  topic?: string;
}

/**
 * What a sender asks of a person. `subscription`: whether a topic may send here, which a visit of the address grants;
 * `unsubscription`: a topic sends no more, which a visit of the address undoes; `token`: a text to copy back into the tool.
 */
export type SenderRequest =
  | { kind: "subscription" | "unsubscription"; topic: string; address: string }
  | { kind: "token"; token: string };

/** A monitoring tool: everything that is known about it, as data and pure functions that never throw. */
export interface Sender {
  key: string;
  name: string;
  scheme: SenderScheme;
  /** Raised whenever `normalise` would read a stored delivery differently. */
  normaliserVersion: number;
  /** It can send by GET, with all that it says in the query: a source may then allow that. */
  sendsByGet?: true;
  /** Chat and paging tools that this sender serves itself. */
  natives: readonly string[];
  /** Where its makers tell of them; null where there is none. */
  nativesLink: string | null;
  /** What our reading of this sender rests on. */
  proof: "published sample" | "source code" | "another receiver" | "documentation" | "own format" | "unproven";
  /** What is not certain about it, in a sentence or two; null where nothing is open. */
  doubts: string | null;
  /** For people: where to paste the URL and the secret in that tool. */
  setup: { steps: readonly string[]; link: string | null };
  /** For people: what it does and does not do; `testEvent` tells how a test event is made with it. */
  can: { sign: boolean; sendIds: boolean; retry: string; timeLimit: string | null; testEvent: string };
  identify(request: IncomingRequest): DeliveryIdentity;
  normalise(input: NormaliseInput): NormaliseOutcome;
  /** What a delivery asks of a person, of a sender that does so. */
  asks?(request: IncomingRequest): SenderRequest | null;
  /** A delivery as this sender would make it now, unsigned; `signDelivery` adds the headers of the scheme. */
  sample(
    kind: "open" | "resolve" | "test",
    options: SampleOptions,
  ): { headers: Record<string, string>; body: Uint8Array };
}
