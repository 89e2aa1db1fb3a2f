import { setTimeout as sleep } from "node:timers/promises";
import type { OutgoingDelivery } from "./anyping-deliveries.ts";
import { pick, type Random } from "./random.ts";

/** ok: answered 2xx; fail: answered 4xx, which is final; unknown: neither, so that it may be stored or not. */
type DriveOutcome = "ok" | "fail" | "unknown";

export interface SentDelivery {
  delivery: OutgoingDelivery;
  outcome: DriveOutcome;
  /** Requests made for it, repeats of what was acknowledged included. */
  tries: number;
  /** Statuses of the answers in their order; 0 stands for none. */
  statuses: number[];
  /** Every `deliveryId` that was answered; one, where all is well. */
  deliveryIds: Set<string>;
  /** How many answers said that it was new. */
  newAnswers: number;
  /** From sending to the answer or its absence, of the slowest try. */
  slowestMs: number;
}

export interface Driver {
  history: SentDelivery[];
  /** Sends them at that rate, trying again what was not answered as a monitoring tool does, until each has an outcome or
   *  `giveUpAfterMs` is over. */
  send(deliveries: readonly OutgoingDelivery[], options?: DriveOptions): Promise<SentDelivery[]>;
}

interface DriveOptions {
  perSecond?: number;
  giveUpAfterMs?: number;
  /** Of what was acknowledged, this share is sent once more. */
  repeatShare?: number;
  /** False: one try each, so that outcomes stay as they were met. */
  triesAgain?: boolean;
}

const answerWithinMs = 10_000;

/** Plays the sender. Each try goes to one of the given hook URLs. */
export function createDriver(random: Random, hookUrls: readonly string[]): Driver {
  const history: SentDelivery[] = [];

  async function attempt(sent: SentDelivery): Promise<void> {
    sent.tries++;
    const startedAt = performance.now();
    const answer = await post(pick(random, hookUrls), sent.delivery);
    sent.slowestMs = Math.max(sent.slowestMs, performance.now() - startedAt);
    sent.statuses.push(answer.status);
    if (answer.status >= 200 && answer.status < 300) {
      sent.outcome = "ok";
      if (answer.deliveryId !== null) sent.deliveryIds.add(answer.deliveryId);
      if (!answer.isDuplicate) sent.newAnswers++;
    } else if (answer.status >= 400 && answer.status < 500 && sent.outcome !== "ok") sent.outcome = "fail";
  }

  async function deliver(sent: SentDelivery, options: Required<DriveOptions>): Promise<void> {
    const deadline = performance.now() + options.giveUpAfterMs;
    for (;;) {
      await attempt(sent);
      if (sent.outcome !== "unknown" || !options.triesAgain || performance.now() > deadline) break;
      await sleep(100 + random() * 300);
    }
    if (sent.outcome === "ok" && random() < options.repeatShare) {
      await sleep(random() * 200);
      await attempt(sent);
    }
  }

  return {
    history,
    async send(deliveries, given = {}) {
      const options = { perSecond: 50, giveUpAfterMs: 60_000, repeatShare: 0.2, triesAgain: true, ...given };
      const startedAt = performance.now();
      const mine: SentDelivery[] = [];
      const running: Promise<void>[] = [];
      for (const [i, delivery] of deliveries.entries()) {
        const wait = startedAt + (i * 1000) / options.perSecond - performance.now();
        if (wait > 1) await sleep(wait);
        const sent: SentDelivery = {
          delivery,
          outcome: "unknown",
          tries: 0,
          statuses: [],
          deliveryIds: new Set(),
          newAnswers: 0,
          slowestMs: 0,
        };
        mine.push(sent);
        history.push(sent);
        running.push(deliver(sent, options));
      }
      await Promise.all(running);
      return mine;
    },
  };
}

type Answer = { status: number; deliveryId: string | null; isDuplicate: boolean };

async function post(url: string, delivery: OutgoingDelivery): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-anyping-signature": delivery.signature,
        "x-anyping-delivery": delivery.id,
      },
      body: new Uint8Array(delivery.body),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const body = (await response.json().catch(() => null)) as { deliveryId?: unknown; duplicate?: unknown } | null;
    const deliveryId = typeof body?.deliveryId === "string" ? body.deliveryId : null;
    return { status: response.status, deliveryId, isDuplicate: body?.duplicate === true };
  } catch {
    return { status: 0, deliveryId: null, isDuplicate: false };
  }
}
