// A process of its own: sends signed requests on many connections for some seconds, one at a time on each.
import { median, quantile } from "../shared/numbers.ts";
import { sendRequests } from "../shared/send-requests.ts";
import { signedRequest } from "./signed-requests.ts";

export type LoadOrder = { port: number; connections: number; warmUpMs: number; measureMs: number; prefix: string };
export type LoadResult = { perSecond: number; acknowledged: number; refused: number; p50Ms: number; p99Ms: number };

// Signing costs as much as sending; what is made beforehand is not taken from the servers' time.
const madeBeforehand = 60_000;

function runLoad(order: LoadOrder): Promise<LoadResult> {
  const made = Array.from({ length: madeBeforehand }, (_, i) => signedRequest(`${order.prefix}-${i}`));
  let next = 0;
  const take = (): Buffer => {
    const at = next++;
    return made[at] ?? signedRequest(`${order.prefix}-${at}`);
  };
  const startedAt = performance.now();
  const measureFrom = startedAt + order.warmUpMs;
  const until = measureFrom + order.measureMs;
  const timesMs: number[] = [];
  let acknowledged = 0;
  let refused = 0;
  const onAnswer = (status: string, sentAt: number): void => {
    const now = performance.now();
    if (status === "200") acknowledged++;
    else refused++;
    if (now >= measureFrom && now < until && status === "200") timesMs.push(now - sentAt);
  };
  const takeInTime = (): Buffer | null => (performance.now() >= until ? null : take());
  const { port, connections } = order;
  return sendRequests({ port, connections, take: takeInTime, onAnswer }).then(() => {
    const perSecond = timesMs.length / (order.measureMs / 1000);
    return { perSecond, acknowledged, refused, p50Ms: median(timesMs), p99Ms: quantile(timesMs, 0.99) };
  });
}

process.on("message", (order: LoadOrder) => {
  runLoad(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));
