import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { anypingRequest } from "../shared/anyping-request.ts";
import { startChild } from "../shared/child-program.ts";
import { median, quantile, round } from "../shared/numbers.ts";
import { sendRequests } from "../shared/send-requests.ts";
import {
  type BenchSource,
  deskConnection,
  type Installation,
  startInstallation,
} from "../shared/start-installation.ts";
import type { BareOrder, BareResult } from "./bare-queue.ts";

type Times = { p50Ms: number; p99Ms: number };

export type LatencyReport = {
  /** From adding a job to the start of its task, with nothing around it. */
  bare: Times;
  /** From the POST of a delivery to the first byte of the call that it causes. */
  signalbox: Times;
  /** The same while a second connection takes every call and answers none. */
  besideDead: Times;
  /** Medians of all rounds. p50 against bare is to be 4 at most; p99 beside a dead connection against without 1.5. */
  ratios: { p50ToBare: number; p99BesideDead: number };
  rounds: { bare: Times; signalbox: Times; besideDead: Times }[];
  /** Deliveries whose call never came. */
  missing: number;
  machine: { cpus: number; node: string; perSecond: number; seconds: number };
};

const perSecond = 50;

export async function runLatencyBench(options: {
  rounds: number;
  seconds: number;
  log(line: string): void;
}): Promise<LatencyReport> {
  const installation = await startInstallation(["live", "dead"], latencyConfig);
  const bareQueue = startChild<BareOrder>(new URL("./bare-queue.ts", import.meta.url));
  try {
    const { databaseUrl, sources } = installation;
    const [live, dead] = sources;
    const count = perSecond * options.seconds;
    const rounds: LatencyReport["rounds"] = [];
    let missing = 0;
    await tell(installation, "warm-up", perSecond, [live!]);
    for (let n = 1; n <= options.rounds; n++) {
      const bare = await bareQueue.ask<BareResult>({ databaseUrl, perSecond, count });
      const alone = await tell(installation, `alone-${n}`, count, [live!]);
      const beside = await tell(installation, `beside-${n}`, count, [live!, dead!]);
      missing += alone.missing + beside.missing;
      rounds.push({ bare, signalbox: alone.times, besideDead: beside.times });
      options.log(`round ${n}: ${JSON.stringify(rounds.at(-1))}`);
    }
    const middle = (name: keyof (typeof rounds)[number]): Times => ({
      p50Ms: round(median(rounds.map((one) => one[name].p50Ms))),
      p99Ms: round(median(rounds.map((one) => one[name].p99Ms))),
    });
    const [bare, signalbox, besideDead] = [middle("bare"), middle("signalbox"), middle("besideDead")];
    return {
      bare,
      signalbox,
      besideDead,
      ratios: {
        p50ToBare: round(signalbox.p50Ms / bare.p50Ms),
        p99BesideDead: round(besideDead.p99Ms / signalbox.p99Ms),
      },
      rounds,
      missing,
      machine: { cpus: cpus().length, node: process.version, perSecond, seconds: options.seconds },
    };
  } finally {
    await bareQueue.stop();
    await installation.stop();
  }
}

function latencyConfig(world: { url: string }): Record<string, unknown> {
  return {
    components: ["live", "dead"].map((key) => ({ key, name: key, tier: 2, monitors: [{ source: key, match: "*" }] })),
    connections: [deskConnection("live-desk", world.url), deskConnection("dead-desk", world.url, "/dead")],
    rules: ["live", "dead"].map((key) => ({
      key: `ticket-of-${key}`,
      when: `component.key == "${key}"`,
      do: [{ ticket: { connection: `${key}-desk` } }],
    })),
  };
}

/** Each source opens `count` incidents, 50 a second; only those of the first are timed. */
async function tell(
  { api, world }: Installation,
  name: string,
  count: number,
  sources: readonly BenchSource[],
): Promise<{ times: Times; missing: number }> {
  const sentAt = new Map<string, number>();
  const tookMs: number[] = [];
  world.onCall(({ path, title, at }) => {
    const key = /\((\S+)\)$/.exec(title)?.[1] ?? "";
    const from = sentAt.get(key);
    if (path !== "POST /tickets" || from === undefined) return;
    tookMs.push(at - from);
    sentAt.delete(key);
  });
  const startedAt = performance.now();
  const sending: Promise<void>[] = [];
  for (let n = 0; n < count; n++) {
    await sleep(Math.max(0, startedAt + (n * 1_000) / perSecond - performance.now()));
    for (const source of sources) {
      const key = `${source.key}-${name}-${n}`;
      const startedAtMs = Math.floor(Date.now() / 1_000) * 1_000;
      const told = { id: `dlv_${key}`, type: "opened", at: startedAtMs, key, monitor: key, severity: "high" } as const;
      const requests = [anypingRequest(source, { ...told, startedAt: startedAtMs })];
      if (source === sources[0]) sentAt.set(key, performance.now());
      const take = (): Buffer | null => requests.pop() ?? null;
      sending.push(sendRequests({ port: api.port, connections: 1, take, onAnswer: () => {} }));
    }
  }
  await Promise.all(sending);
  const until = performance.now() + 15_000;
  while (sentAt.size > 0 && performance.now() < until) await sleep(50);
  const missing = sentAt.size;
  sentAt.clear();
  return { times: { p50Ms: round(median(tookMs)), p99Ms: round(quantile(tookMs, 0.99)) }, missing };
}

export function printLatency(report: LatencyReport): void {
  for (const name of ["bare", "signalbox", "besideDead"] as const) {
    console.log(`${name.padEnd(24)}p50 ${report[name].p50Ms} ms, p99 ${report[name].p99Ms} ms`);
  }
  console.log(`p50 against a bare job  ${report.ratios.p50ToBare}`);
  console.log(`p99 beside a dead one   ${report.ratios.p99BesideDead} of without; missing ${report.missing}`);
}
