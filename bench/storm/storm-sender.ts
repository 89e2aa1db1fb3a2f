// A process of its own: tells a storm of deliveries about many incidents, signed beforehand, as fast as it is answered.
import { anypingRequest } from "../shared/anyping-request.ts";
import { sendRequests } from "../shared/send-requests.ts";

export type StormOrder = {
  port: number;
  connections: number;
  source: { token: string; secret: string };
  deliveries: number;
  incidents: number;
  services: number;
};
export type StormResult = { startedAt: number; endedAt: number; acknowledged: number; refused: number };

const severities = ["high", "critical", "medium"];

/** Delivery `i`: the rounds go over all incidents, each opens in the first and ends in the last. */
function tell(order: StormOrder, i: number, begin: number): Buffer {
  const { incidents, deliveries, services, source } = order;
  const n = i % incidents;
  const round = Math.floor(i / incidents);
  const last = Math.ceil(deliveries / incidents) - 1;
  const startedAt = begin + n;
  const type = round === 0 ? "opened" : round === last ? "resolved" : round === 1 ? "acknowledged" : "updated";
  const severity = severities[Math.floor(round / 20) % severities.length]!;
  const key = `storm-${n}`;
  const monitor = `Service ${(n % services) + 1}`;
  const at = startedAt + round * 30_000;
  return anypingRequest(source, { id: `dlv_storm_${i}`, type, at, key, monitor, severity, startedAt });
}

async function sendStorm(order: StormOrder, onReady: () => void): Promise<StormResult> {
  const rounds = Math.ceil(order.deliveries / order.incidents);
  const begin = Math.floor((Date.now() - rounds * 30_000 - 60_000) / 1000) * 1000;
  const requests = Array.from({ length: order.deliveries }, (_, i) => tell(order, i, begin));
  onReady();
  let next = 0;
  let acknowledged = 0;
  let refused = 0;
  const startedAt = Date.now();
  await sendRequests({
    port: order.port,
    connections: order.connections,
    take: () => requests[next++] ?? null,
    onAnswer(status) {
      if (status === "200") acknowledged++;
      else refused++;
    },
  });
  return { startedAt, endedAt: Date.now(), acknowledged, refused };
}

process.on("message", (order: StormOrder) => {
  sendStorm(order, () => process.send?.("ready")).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));
