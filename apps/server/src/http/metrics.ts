import { type Database, listOwnSigns, loadBacklog, loadPartBeats } from "@signalbox/database";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  registry: Registry;
  /** Time from the first byte of a webhook's headers to its answer. */
  observeHook(status: number, durationMs: number): void;
  observeApi(method: string, status: number): void;
}

/** What /metrics tells. Gauges of the database are asked at each scrape. @param ingest counts since the start, by how a request ended. */
export function createMetrics(
  db: Database,
  ingest: { counts: Readonly<Record<string, number>>; queued(): number },
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const hooks = new Histogram({
    name: "signalbox_hook_answer_seconds",
    help: "Time to the answer of a webhook, by status",
    labelNames: ["status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 8],
    registers,
  });
  const api = new Counter({
    name: "signalbox_api_requests_total",
    help: "Requests to the admin API",
    labelNames: ["method", "status"],
    registers,
  });
  new Gauge({
    name: "signalbox_hook_requests",
    help: "Webhooks since the start, by how they ended: stored, duplicate, or the reason of the refusal",
    labelNames: ["outcome"],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(ingest.counts)) this.set({ outcome }, count);
    },
  });
  new Gauge({
    name: "signalbox_hook_queue",
    help: "Deliveries that wait to be stored",
    registers,
    collect() {
      this.set(ingest.queued());
    },
  });
  addBacklog(registry, db);
  return {
    registry,
    observeHook: (status, durationMs) => hooks.observe({ status: String(status) }, durationMs / 1000),
    observeApi: (method, status) => api.inc({ method, status: String(status) }),
  };
}

function addBacklog(registry: Registry, db: Database): void {
  let asking: Promise<void> | null = null;
  // Each of them waits for the one look at the database: gauges are read at once where they have nothing to wait for.
  const collect = (): Promise<void> => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry], collect });
  const isUp = gauge("signalbox_database_up", "1 while the figures of the database could be read");
  const oldestJob = gauge("signalbox_oldest_job_seconds", "Age of the oldest job that could run, by task and lane", [
    "task",
    "lane",
  ]);
  const deadJobs = gauge("signalbox_dead_jobs", "Jobs that used up their tries");
  const openFailures = gauge("signalbox_open_failures", "Failures that need a person");
  const openObligations = gauge("signalbox_open_obligations", "What was opened outside and is not closed yet");
  const unknownActions = gauge(
    "signalbox_unknown_actions",
    "Actions of which nobody knows whether they were carried out",
  );
  const breakers = gauge("signalbox_breakers_not_closed", "Connections whose breaker is open or half open");
  const signs = gauge("signalbox_sign_well", "0 for a sign of our own trouble that is bad, else 1", ["sign"]);
  const beats = gauge("signalbox_part_beat_age_seconds", "Time since any process of a part said that it is alive", [
    "part",
  ]);

  async function ask(): Promise<void> {
    try {
      const [found, measured, parts] = await Promise.all([
        loadBacklog(db.read),
        listOwnSigns(db.read),
        loadPartBeats(db.read),
      ]);
      oldestJob.reset();
      for (const { task, lane, ageSeconds } of found.oldestJobs) oldestJob.set({ task, lane }, ageSeconds);
      deadJobs.set(found.deadJobs);
      openFailures.set(found.openFailures);
      openObligations.set(found.openObligations);
      unknownActions.set(found.unknownActions);
      breakers.set(found.breakersNotClosed);
      signs.reset();
      for (const { name, isWell } of measured) signs.set({ sign: name }, isWell ? 1 : 0);
      for (const { part, ageMs } of parts) beats.set({ part }, ageMs / 1_000);
      isUp.set(1);
    } catch {
      isUp.set(0);
    }
  }
}
