import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { NewDelivery } from "@signalbox/database";
import { Hono } from "hono";
import { answerOutcome } from "./answer-outcome.ts";
import { Batcher } from "./batcher.ts";
import { defaultLimits, type IngestDeps } from "./ingest-deps.ts";
import { BodyRoom } from "./read-body.ts";
import { type ReceiveOutcome, unavailable } from "./receive-outcome.ts";
import { type ReceiveDeps, type Reception, receiveWebhook, refusalKey, refusalRate } from "./receive-webhook.ts";
import { RefusalLog } from "./refusal-log.ts";
import { refuseAndDrain } from "./refuse-and-drain.ts";
import { SlowLane } from "./slow-lane.ts";
import { SourceDirectory } from "./source-directory.ts";
import { storeBatch } from "./store-batch.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** Requests by how they ended, since the start; a refusal by its reason. For metrics. */
type IngestCounts = Record<string, number>;

export type Ingest = {
  /** `/hooks/:token`, for every method. */
  routes: Hono<{ Bindings: HttpBindings }>;
  counts: IngestCounts;
  /** Deliveries that wait to be stored. */
  queued(): number;
  /** From now on answers 503 and closes connections; resolves when all that was taken in is stored and answered. */
  drain(): Promise<void>;
};

const liveEveryMs = 250;
const unavailableHints: Record<string, string> = {
  "certificate-unavailable":
    "the certificate that it is signed with can't be fetched: may Signalbox call the host of its address by https?",
  "keys-unavailable":
    "the keys of the issuer of its token can't be fetched: does the address of its keys answer, and may Signalbox call it?",
};
const shortBodyBytes = 65_536;

/** Receives webhooks: verifies, stores and only then acknowledges them. Starts without Postgres too, and answers 503. */
export async function createIngest(deps: IngestDeps): Promise<Ingest> {
  const { db, log } = deps;
  const limits = { ...defaultLimits, ...deps.limits };
  const refusals = new RefusalLog(db.sql, log);
  const directory = new SourceDirectory(db, log, deps.secretKey);
  const slowLane = new SlowLane(db.sql, log, limits.slowLaneAbove);
  const buckets = new TokenBuckets();
  const counts: IngestCounts = {};
  let isStopping = false;
  let running = 0;
  let lastLiveAt = 0;

  const store = async (rows: readonly NewDelivery[], deadlineMs: number) => {
    const startedAt = performance.now();
    // Live pages load again when told: a few times a second is as good as each time.
    const live = startedAt - lastLiveAt > liveEveryMs;
    if (live) lastLiveAt = startedAt;
    const outcomes = await storeBatch({ sql: db.sql, failpoint: deps.failpoint }, rows, { deadlineMs, live });
    const failed = outcomes.find((outcome) => outcome.outcome === "not-stored");
    const line = { stage: "receive", deliveries: rows.length, durationMs: Math.round(performance.now() - startedAt) };
    if (failed) log.warn({ ...line, outcome: "not-stored", error: failed.error }, "deliveries not stored");
    else log.debug({ ...line, outcome: "stored" }, "deliveries stored");
    return outcomes;
  };
  const receiving: ReceiveDeps = {
    ...deps,
    limits,
    directory,
    slowLane,
    buckets,
    batcher: new Batcher(store, limits),
    room: new BodyRoom(limits.heldBytes),
  };

  const note = (ended: ReceiveOutcome, { source, remoteAddress }: Reception): void => {
    const reason = "reason" in ended ? ended.reason : ended.outcome;
    counts[reason] = (counts[reason] ?? 0) + 1;
    if (ended.outcome !== "refused" && ended.outcome !== "unavailable") return;
    const at = deps.now();
    if (ended.outcome === "refused") buckets.take(refusalKey(source, remoteAddress), refusalRate(limits), at);
    const status = ended.outcome === "refused" ? ended.status : 503;
    const hint = ended.outcome === "refused" ? ended.hint : (unavailableHints[ended.reason] ?? null);
    refusals.add({ source, remoteAddress, reason, status, hint, at });
  };

  const receive = async (incoming: HttpBindings["incoming"], token: string, reception: Reception) => {
    try {
      return isStopping ? unavailable("stopping") : await receiveWebhook(receiving, incoming, token, reception);
    } catch (error) {
      log.error({ error, stage: "receive", route: "/hooks/:token", source: reception.source?.key }, "receiving failed");
      return unavailable("failed");
    }
  };

  const routes = new Hono<{ Bindings: HttpBindings }>();
  routes.all("/hooks/:token", async (c) => {
    const { incoming, outgoing } = c.env;
    const reception: Reception = { source: null, remoteAddress: "" };
    running++;
    const ended = await receive(incoming, c.req.param("token"), reception);
    running--;
    note(ended, reception);
    if (ended.outcome === "aborted") {
      incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    const answer = answerOutcome(ended, { retryAfterSeconds: limits.retryAfterSeconds, isStopping });
    if (!incoming.complete && mayBeLong(incoming)) {
      refuseAndDrain(incoming, outgoing, answer, limits.drainMs);
      return RESPONSE_ALREADY_SENT;
    }
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  });

  await directory.start();
  return {
    routes,
    counts,
    queued: () => receiving.batcher.queued,
    async drain() {
      isStopping = true;
      slowLane.stop();
      await directory.stop();
      while (running > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await receiving.batcher.drained();
      await refusals.flush();
    },
  };
}

/** Whether what is still to come of a refused request may be more than is worth keeping its connection for. */
function mayBeLong(incoming: HttpBindings["incoming"]): boolean {
  const announced = incoming.headers["content-length"];
  return announced === undefined || Number(announced) > shortBodyBytes;
}
