import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { anypingRequest } from "../shared/anyping-request.ts";
import { nextMessage, startChild } from "../shared/child-program.ts";
import { median, round } from "../shared/numbers.ts";
import { sendRequests } from "../shared/send-requests.ts";
import { deskConnection, type Installation, pagerConnection, startInstallation } from "../shared/start-installation.ts";
import type { StormOrder, StormResult } from "./storm-sender.ts";

export type StormReport = {
  deliveries: number;
  incidents: number;
  rules: number;
  /** While the worker processes: how fast the storm was taken in, and from its first delivery to all processed. */
  acknowledgedPerSecond: number;
  processedPerSecond: number;
  /** To be 0.25 at least. */
  ratio: number;
  /** From the POST of a tier-1 incident of another source, amid the storm, to the first byte of its page: each to be 2 s at most. */
  pagedAfterMs: { median: number; worst: number; count: number };
  /** Of the slowest page: when its incident was told, counted from the storm's first delivery, and what had happened how long
   *  after that. */
  slowestPage: {
    toldAtMs: number;
    storedAfterMs: number;
    processedAfterMs: number;
    claimedAfterMs: number;
    calledAfterMs: number;
  } | null;
  refused: number;
  lost: number;
  /** Deliveries that were not processed when the time was up. */
  unprocessed: number;
  tickets: number;
  failures: number;
  machine: { cpus: number; node: string; connections: number };
};

const connections = 64;
const rules = 100;
const services = 20;
const probeEveryMs = 2_000;

export async function runStormBench(options: {
  deliveries: number;
  incidents: number;
  patienceMs: number;
  log(line: string): void;
}): Promise<StormReport> {
  const installation = await startInstallation(["storm", "calm"], stormConfig);
  const sender = startChild<StormOrder>(new URL("./storm-sender.ts", import.meta.url));
  try {
    return await measure(options, installation, sender);
  } finally {
    await sender.stop();
    await installation.stop();
  }
}

function stormConfig(world: { url: string }): Record<string, unknown> {
  const service = (n: number) => ({
    key: `service-${n}`,
    name: `Service ${n}`,
    tier: 3,
    monitors: [{ source: "storm", match: `Service ${n}` }],
  });
  // Of the first hundred but one, as many hold as there are services; the others are asked in vain.
  const ticketRule = (n: number) => ({
    key: `ticket-for-service-${n}`,
    when: `component.key == "service-${n}" && event.severity in ["critical", "high"] && !incident.inMaintenance`,
    do: [{ ticket: { connection: "desk" } }],
  });
  return {
    components: [
      ...Array.from({ length: services }, (_, i) => service(i + 1)),
      { key: "checkout", name: "Checkout", tier: 1, monitors: [{ source: "calm", match: "Checkout*" }] },
    ],
    connections: [deskConnection("desk", world.url), pagerConnection("pager", world.url)],
    rules: [
      ...Array.from({ length: rules - 1 }, (_, i) => ticketRule(i + 1)),
      { key: "page-for-tier-1", when: "component.tier == 1", do: [{ page: { connection: "pager" } }] },
    ],
  };
}

async function measure(
  options: { deliveries: number; incidents: number; patienceMs: number; log(line: string): void },
  { api, world, sources, query }: Installation,
  sender: ReturnType<typeof startChild<StormOrder>>,
): Promise<StormReport> {
  const { deliveries, incidents, log } = options;
  const [storm, calm] = sources;
  const probes = startProbes({ port: api.port, source: calm!, world });
  const ready = nextMessage<"ready">(sender.child);
  sender.child.send({ port: api.port, connections, source: storm!, deliveries, incidents, services } as StormOrder);
  await ready;
  log(`${deliveries} deliveries are signed`);
  const sent = nextMessage<StormResult>(sender.child);
  probes.start();
  const { startedAt, endedAt, acknowledged, refused } = await sent;
  const acknowledgedPerSecond = acknowledged / ((endedAt - startedAt) / 1000);
  log(`${Math.round(acknowledgedPerSecond)}/s taken in`);
  const unprocessed = await waitUntilProcessed(query, startedAt + options.patienceMs, log);
  const processedAt = Date.now();
  const [stored] = await query<{ n: number }>(
    "select count(*)::int as n from deliveries where sender_delivery_id like 'dlv_storm%'",
  );
  const pages = await probes.stop();
  const pagedAfterMs = pages.map(({ tookMs }) => tookMs);
  const [failures] = await query<{ n: number }>("select count(*)::int as n from failures");
  const processedPerSecond = (stored!.n - unprocessed) / ((processedAt - startedAt) / 1000);
  return {
    deliveries,
    incidents,
    rules,
    acknowledgedPerSecond: round(acknowledgedPerSecond),
    processedPerSecond: round(processedPerSecond),
    ratio: round(processedPerSecond / acknowledgedPerSecond),
    pagedAfterMs: {
      median: round(median(pagedAfterMs)),
      worst: round(Math.max(0, ...pagedAfterMs)),
      count: pagedAfterMs.length,
    },
    slowestPage: await describeSlowest(query, pages, startedAt),
    refused,
    lost: acknowledged - stored!.n,
    unprocessed,
    tickets: world.calls.filter(({ path }) => path === "POST /tickets").length,
    failures: failures!.n,
    machine: { cpus: cpus().length, node: process.version, connections },
  };
}

async function waitUntilProcessed(
  query: Installation["query"],
  until: number,
  log: (line: string) => void,
): Promise<number> {
  for (let told = 0; ; told++) {
    const [waiting] = await query<{ n: number }>("select count(*)::int as n from deliveries where state = 'received'");
    if (waiting!.n === 0 || Date.now() > until) return waiting!.n;
    if (told % 20 === 0) log(`${waiting!.n} wait to be processed`);
    await sleep(500);
  }
}

async function describeSlowest(
  query: Installation["query"],
  pages: readonly ProbedPage[],
  startedAt: number,
): Promise<StormReport["slowestPage"]> {
  const slowest = pages.toSorted((a, b) => b.tookMs - a.tookMs)[0];
  if (slowest === undefined) return null;
  const [at] = await query<{ stored: number; processed: number; claimed: number }>(
    `select extract(epoch from d.received_at)::float8 * 1000 as stored, extract(epoch from d.finished_at)::float8 * 1000 as processed,
        extract(epoch from min(t.started_at))::float8 * 1000 as claimed
      from deliveries d left join actions a on a.event_delivery_id = d.id left join attempts t on t.action_id = a.id
      where d.sender_delivery_id = 'dlv_${slowest.key}' group by d.id`,
  );
  return {
    toldAtMs: round(slowest.toldAt - startedAt),
    storedAfterMs: round((at?.stored ?? Number.NaN) - slowest.toldAt),
    processedAfterMs: round((at?.processed ?? Number.NaN) - slowest.toldAt),
    claimedAfterMs: round((at?.claimed ?? Number.NaN) - slowest.toldAt),
    calledAfterMs: round(slowest.tookMs),
  };
}

/** `toldAt` in epoch milliseconds. */
type ProbedPage = { key: string; toldAt: number; tookMs: number };

/** While it runs: every other second a tier-1 incident of the other source, and how long its page takes. */
function startProbes(options: {
  port: number;
  source: { token: string; secret: string };
  world: Installation["world"];
}): { start(): void; stop(): Promise<ProbedPage[]> } {
  const sentAt = new Map<string, number>();
  const pages: ProbedPage[] = [];
  let timer: NodeJS.Timeout | undefined;
  let next = 0;
  options.world.onCall(({ path, title, at }) => {
    const key = /\((calm-\d+)\)/.exec(title)?.[1];
    const from = key === undefined ? undefined : sentAt.get(key);
    if (path !== "POST /pages" || from === undefined) return;
    pages.push(probed(key!, from, at));
    sentAt.delete(key!);
  });
  const probed = (key: string, from: number, to: number): ProbedPage => ({
    key,
    toldAt: performance.timeOrigin + from,
    tookMs: to - from,
  });
  const probe = async (): Promise<void> => {
    const key = `calm-${++next}`;
    const at = Math.floor(Date.now() / 1000) * 1000;
    const told = { id: `dlv_${key}`, type: "opened", at, key, monitor: "Checkout", severity: "critical" } as const;
    let request: Buffer | null = anypingRequest(options.source, { ...told, startedAt: at });
    sentAt.set(key, performance.now());
    const take = (): Buffer | null => {
      const once = request;
      request = null;
      return once;
    };
    await sendRequests({ port: options.port, connections: 1, take, onAnswer: () => {} });
  };
  return {
    start() {
      timer = setInterval(() => void probe(), probeEveryMs);
    },
    async stop() {
      clearInterval(timer);
      const until = performance.now() + 30_000;
      while (sentAt.size > 0 && performance.now() < until) await sleep(100);
      // One that never came is as late as we waited for it.
      return [...pages, ...[...sentAt].map(([key, from]) => probed(key, from, performance.now()))];
    },
  };
}

export function printStorm(report: StormReport): void {
  const { pagedAfterMs } = report;
  console.log(`storm: ${report.deliveries} deliveries, ${report.incidents} incidents, ${report.rules} rules`);
  console.log(`taken in                ${Math.round(report.acknowledgedPerSecond)}/s`);
  console.log(`processed               ${Math.round(report.processedPerSecond)}/s: ${report.ratio} of it`);
  console.log(
    `paged amid the storm    median ${pagedAfterMs.median} ms, worst ${pagedAfterMs.worst} ms of ${pagedAfterMs.count}`,
  );
  if (report.slowestPage !== null) {
    const { toldAtMs, storedAfterMs, processedAfterMs, claimedAfterMs, calledAfterMs } = report.slowestPage;
    console.log(
      `the slowest of them     told ${toldAtMs} ms into it: stored after ${storedAfterMs}, processed ${processedAfterMs}, claimed ${claimedAfterMs}, called ${calledAfterMs} ms`,
    );
  }
  console.log(`refused ${report.refused}, lost ${report.lost}, unprocessed ${report.unprocessed}`);
}
