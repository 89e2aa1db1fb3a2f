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

/** A sample of the sender, signed with the newest secret and stamped now.
 *  @param signingKey a private key (PEM) of this process, where a certificate or an issuer proves what is sent */
export function signedSample(
  source: OpenedSource,
  sample: { kind: "open" | "resolve" | "test"; key: string; now: number },
  signingKey: string | null = null,
): { headers: Record<string, string>; body: Uint8Array } {
  const { scheme } = source;
  if (scheme.type === "mtls") {
    throw new ApiProblem(
      "not-allowed",
      "This source takes deliveries through a proxy that saw the tool's certificate: send the test from your tool.",
    );
  }
  const { headers, body } = source.sender.sample(sample.kind, {
    now: sample.now,
    key: sample.key,
    ...(source.timeZone === null ? {} : { timeZone: source.timeZone }),
  });
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

/** The line to paste into a shell that sends it. */
export function curlLine(url: string, sample: { headers: Record<string, string>; body: Uint8Array }): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const headers = Object.entries(sample.headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  return [
    "curl",
    "-sS",
    ...headers,
    "--data-binary",
    quote(Buffer.from(sample.body).toString("utf8")),
    quote(url),
  ].join(" ");
}
