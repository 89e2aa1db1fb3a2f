import type { IncomingMessage } from "node:http";
import type { EpochMs, Failpoint } from "@signalbox/core";
import {
  type Headers,
  type IncomingRequest,
  identifyBySource,
  type VerifyOutcome,
  withoutBodyToken,
} from "@signalbox/senders";
import { clientAddress } from "../http/client-address.ts";
import type { Batcher } from "./batcher.ts";
import type { IngestLimits } from "./ingest-deps.ts";
import { nameDelivery } from "./name-delivery.ts";
import { type BodyRoom, readBody } from "./read-body.ts";
import { type ReceiveOutcome, refused, unavailable } from "./receive-outcome.ts";
import type { ReceivingSource } from "./receiving-source.ts";
import { redactedHeadersJson, redactedQuery } from "./redact-headers.ts";
import type { SlowLane } from "./slow-lane.ts";
import type { SourceDirectory } from "./source-directory.ts";
import { isInNetworks } from "./source-networks.ts";
import type { TokenBuckets } from "./token-buckets.ts";
import { type VerifyDeps, verifyRequest } from "./verify-request.ts";

export type ReceiveDeps = VerifyDeps & {
  directory: SourceDirectory;
  batcher: Batcher;
  slowLane: SlowLane;
  room: BodyRoom;
  buckets: TokenBuckets;
  limits: IngestLimits;
  now(): EpochMs;
  newId(): string;
  failpoint: Failpoint;
};

/** What is known of a request before its body is read; filled in while it is received, for the list of refusals. */
export type Reception = { source: ReceivingSource | null; remoteAddress: string };

/** Receives one request: checks, reads, verifies, names and stores it. The outcome is final: what is `stored` is
 *  committed. Throws only what nobody expected. */
export async function receiveWebhook(
  deps: ReceiveDeps,
  incoming: IncomingMessage,
  token: string,
  reception: Reception,
): Promise<ReceiveOutcome> {
  const { limits } = deps;
  const forwardedFor = incoming.headers["x-forwarded-for"] as string | undefined;
  reception.remoteAddress = clientAddress(incoming.socket.remoteAddress ?? "", forwardedFor, deps.trustedProxies);
  const url = incoming.url ?? "";
  if (url.length > limits.urlBytes) return refused(414, "url-too-long");
  if (areTooLarge(incoming.rawHeaders, limits)) return refused(431, "headers-too-large");
  const lookedUp = deps.directory.find(token);
  const source = lookedUp instanceof Promise ? await lookedUp : lookedUp;
  const now = deps.now();
  const guessing = refusalKey(source, reception.remoteAddress);
  if (deps.buckets.isEmpty(guessing, refusalRate(limits), now)) return unavailable("too-many-refusals");
  if (source === "unusable") return unavailable("failed");
  if (source === "unknown") return refused(404, "unknown-token");
  reception.source = source;

  const early = refuseByHead(deps, source, incoming, reception.remoteAddress, now);
  if (early !== null) return early;
  const read = await readBody(incoming, bodyLimit(source, limits), deps.room);
  if (read.outcome === "too-large") return refused(413, "body-too-large");
  if (read.outcome === "no-room") return unavailable("queue-full");
  if (read.outcome === "aborted") return read;
  try {
    return await receiveBody(deps, source, incoming, read.body, reception.remoteAddress);
  } finally {
    deps.room.giveBack(read.body.length);
  }
}

async function receiveBody(
  deps: ReceiveDeps,
  source: ReceivingSource,
  incoming: IncomingMessage,
  body: Buffer,
  remoteAddress: string,
): Promise<ReceiveOutcome> {
  const method = incoming.method ?? "";
  const url = incoming.url ?? "";
  const queryAt = url.indexOf("?");
  const query = queryAt < 0 ? "" : url.slice(queryAt + 1);
  const isGet = method === "GET";
  if (body.length === 0 && !(isGet && query !== "")) return refused(400, "body-empty");
  // A GET's query is what is signed, stored and read; what a GET carries as a body is not looked at.
  const content = isGet ? Buffer.from(query, "latin1") : body;
  const request: IncomingRequest = { headers: incoming.headers as Headers, body: content, query: isGet ? "" : query };
  const judging = verifyRequest(deps, source, request, incoming.socket.remoteAddress ?? "");
  const verified = judging instanceof Promise ? await judging : judging;
  if (verified.outcome === "unavailable") return verified;
  if (verified.outcome === "refused") return refused(verified.status, verified.reason, verified.hint);
  const now = deps.now();
  await deps.failpoint("ingest.afterVerify");

  const id = deps.newId();
  const outcome = await deps.batcher.add({
    id,
    sourceId: source.id,
    ...nameDelivery(identifyBySource(source.sender, request, source), content, id),
    receivedAt: now,
    lane: deps.slowLane.laneOf(source.id),
    method,
    headersJson: redactedHeadersJson(
      incoming.rawHeaders,
      source.scheme.type === "header-token" ? source.scheme.header : null,
    ),
    query: isGet ? null : redactedQuery(query),
    verification: storedVerification(verified, content.length),
    remoteAddress,
    body: withoutBodyToken(source.scheme, content),
  });
  if (outcome === "queue-full") return unavailable("queue-full");
  if (outcome.outcome === "not-stored") return unavailable("not-stored");
  await deps.failpoint("ingest.beforeAck");
  return { outcome: outcome.outcome, deliveryId: outcome.deliveryId };
}

// What the head of a request says already, before its body is read.
function refuseByHead(
  deps: ReceiveDeps,
  source: ReceivingSource,
  incoming: IncomingMessage,
  remoteAddress: string,
  now: EpochMs,
): ReceiveOutcome | null {
  const method = incoming.method ?? "";
  if (method !== "POST" && method !== "PUT" && !(method === "GET" && source.allowsGet)) {
    return refused(405, "method-not-allowed", `${method} is not allowed for this source`);
  }
  if (source.networks !== null && !isInNetworks(remoteAddress, source.networks)) {
    return refused(403, "network-not-allowed", `${remoteAddress} is in none of the networks of this source`);
  }
  const encoding = incoming.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    return refused(415, "body-encoded", "the body is compressed: switch compression off in the sender");
  }
  const perSecond = source.perSecondMax;
  if (perSecond !== null && !deps.buckets.take(`rate:${source.id}`, { burst: perSecond, perSecond }, now)) {
    return unavailable("too-fast");
  }
  return null;
}

function areTooLarge(raw: readonly string[], limits: IngestLimits): boolean {
  if (raw.length > limits.headers * 2) return true;
  for (let i = 0; i < raw.length; i += 2) if (raw[i]!.length + raw[i + 1]!.length > limits.headerBytes) return true;
  return false;
}

function bodyLimit(source: ReceivingSource, limits: IngestLimits): number {
  return source.bodyBytesMax === null ? limits.bodyBytes : Math.min(source.bodyBytesMax, limits.bodyBytesMax);
}

/** Whose refusals count together: guesses of one address at one source. */
export function refusalKey(source: ReceivingSource | "unknown" | "unusable" | null, remoteAddress: string): string {
  return `refused:${source !== null && typeof source === "object" ? source.id : 0}:${remoteAddress}`;
}

export function refusalRate(limits: IngestLimits): { burst: number; perSecond: number } {
  return { burst: limits.refusalBurst, perSecond: limits.refusalsPerSecond };
}

function storedVerification(verified: Extract<VerifyOutcome, { outcome: "verified" }>, bytes: number) {
  const { scheme, signed, secretLabel, header, timestampAt } = verified;
  return { scheme, signed, secret: secretLabel, header, bytes, timestampAt };
}
