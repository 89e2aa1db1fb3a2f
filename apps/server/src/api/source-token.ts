import { newUuid } from "@signalbox/core";
import { loadSecrets } from "@signalbox/database";
import type { VerificationScheme } from "@signalbox/senders";
import {
  authOverrideSchema,
  canSignWith,
  type Sender,
  schemeFromAuth,
  senderByKey,
  signDelivery,
  signJwt,
} from "@signalbox/senders";
import { ApiProblem } from "../http/api-problem.ts";
import { publicUrlOf } from "../http/served-names.ts";
import { ownKeyId } from "../ingest/index.ts";
import type { ServerDeps } from "../server-deps.ts";

/** What is known of a stored source: its sender, how it proves itself, its token and the secrets that are valid now. */
export interface OpenedSource {
  sender: Sender;
  scheme: VerificationScheme;
  /** Null: it was lost; a new one can be made. */
  token: string | null;
  secrets: { label: string; value: string }[];
  /** Of times that name none. */
  timeZone: string | null;
}

export async function openSource(
  deps: ServerDeps,
  source: { id: number; sender: string; auth: Record<string, unknown>; settings: Record<string, unknown> },
): Promise<OpenedSource> {
  const sender = senderByKey(source.sender);
  if (sender === null) throw new ApiProblem("not-allowed", `The sender ${source.sender} is not known to this version.`);
  const stored = await loadSecrets(deps.db.read, deps.secretKey, "source", source.id);
  const now = deps.now();
  return {
    sender,
    scheme: schemeFromAuth(sender, authOverrideSchema.parse(source.auth)),
    timeZone: typeof source.settings.timeZone === "string" ? source.settings.timeZone : null,
    token: stored.findLast((secret) => secret.field === "token")?.value ?? null,
    secrets: stored.filter(
      (secret) => secret.field !== "token" && (secret.expiresAt === null || secret.expiresAt > now),
    ),
  };
}

export function hookUrl(deps: ServerDeps, token: string): string {
  return `${publicUrlOf(deps.env)}/hooks/${token}`;
}

interface SampleWish {
  kind: "open" | "resolve" | "test";
  key: string;
  now: number;
}

function unsignedSample({ sender, scheme, timeZone }: OpenedSource, { kind, key, now }: SampleWish) {
  const topic = scheme.type === "sns" ? scheme.topics?.[0] : undefined;
  const known = { ...(timeZone === null ? {} : { timeZone }), ...(topic === undefined ? {} : { topic }) };
  return sender.sample(kind, { now, key, ...known });
}

/** A sample of the sender, signed with the newest secret and stamped now.
 *  @param signingKey a private key (PEM) of this process, where a certificate or an issuer proves what is sent */
export function signedSample(
  source: OpenedSource,
  sample: SampleWish,
  signingKey: string | null = null,
): { headers: Record<string, string>; body: Uint8Array } {
  const { scheme } = source;
  if (scheme.type === "mtls") {
    throw new ApiProblem(
      "not-allowed",
      "This source takes deliveries through a proxy that saw the tool's certificate, which Signalbox does not have: send the test from your tool, or with the curl line beside its URL.",
    );
  }
  const { headers, body } = unsignedSample(source, sample);
  if (scheme.type === "jwt") {
    const token = signJwt(scheme, signingKey ?? "", ownKeyId, sample.now);
    return { headers: { ...headers, authorization: `Bearer ${token}` }, body };
  }
  const secret = signingKey ?? source.secrets.findLast(({ value }) => canSignWith(scheme, value))?.value ?? null;
  if (secret === null && scheme.type !== "url-token") {
    throw new ApiProblem(
      "not-allowed",
      source.secrets.length === 0
        ? "This source has no secret yet: add the one that your tool uses."
        : "This source knows a public key alone, with which nothing can be signed: send the test from your tool.",
    );
  }
  const signed = signDelivery(scheme, secret, { body, id: `msg_${newUuid()}`, now: sample.now });
  return { headers: { ...headers, ...signed.headers }, body: signed.body };
}

/** The line to paste into a shell that sends a test event; null where nobody but the tool can prove it. Where a proxy asks for
 *  the tool's certificate, the line names files that whoever runs it has. */
export function testLine(source: OpenedSource, url: string, now: number): string | null {
  const wish: SampleWish = { kind: "test", key: "signalbox-test", now };
  if (source.scheme.type === "mtls") {
    return curlLine(url, unsignedSample(source, wish), ["--cert", "tool.crt", "--key", "tool.key"]);
  }
  const canSign =
    source.scheme.type === "url-token" || source.secrets.some(({ value }) => canSignWith(source.scheme, value));
  return canSign ? curlLine(url, signedSample(source, wish)) : null;
}

function curlLine(
  url: string,
  sample: { headers: Record<string, string>; body: Uint8Array },
  options: readonly string[] = [],
): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const headers = Object.entries(sample.headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const body = quote(Buffer.from(sample.body).toString("utf8"));
  return ["curl", "-sS", ...options, ...headers, "--data-binary", body, quote(url)].join(" ");
}
