import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createControls } from "./controls.ts";
import { createDesk } from "./desk.ts";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { createPager } from "./pager.ts";
import { createRequestLog, type PracticeEnv, type RequestLog } from "./request-log.ts";
import { createRota } from "./rota.ts";
import { createStatusPage } from "./status-page.ts";
import { createViews } from "./views/create-views.ts";
import { createWorld, type World } from "./world.ts";

export interface PracticeOptions {
  /** 0: any free port. */
  port: number;
  host?: string;
  deskToken?: string;
  pagerSecret?: string;
  honoursIdempotencyKey?: boolean;
  now?: () => number;
}

export interface Practice {
  url: string;
  port: number;
  world: World;
  requests: RequestLog["list"];
  faults: Faults;
  /** Adds a fault as `POST /faults` does; `times` absent: until cleared. */
  fail(fault: Pick<Fault, "target" | "kind"> & { times?: number; ms?: number; method?: string }): void;
  stop(): Promise<void>;
}

/** Starts a small outside world: ticket desk, pager, status page and rota, each with an API and a page, and faults on demand. */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const now = options.now ?? Date.now;
  const world = createWorld();
  const log = createRequestLog(now);
  const faults = createFaults(world);
  const deskSettings = {
    token: options.deskToken ?? null,
    honoursIdempotencyKey: options.honoursIdempotencyKey ?? false,
  };
  const desk = createDesk(world, deskSettings, now);
  const pager = createPager(world, { secret: options.pagerSecret ?? null }, now);
  const statusPage = createStatusPage(world, now);
  const rota = createRota(world);

  const app = new Hono<PracticeEnv>();
  app.use(bodyLimit({ maxSize: 1024 * 1024 }));
  app.get("/healthz", (c) => c.text("ok"));
  for (const [path, target] of [
    ["/tickets", "tickets"],
    ["/pages", "pages"],
    ["/current", "rota"],
  ] as const) {
    app.use(`${path}/*`, log.record, faults.meet(target));
  }
  app.use("/moved-here", log.record);
  app.use("/v1/*", log.record);
  app.route("/tickets", desk);
  app.route("/pages", pager);
  app.route("/v1/pages", statusPage);
  app.route("/current", rota.current);
  app.route("/rota", rota.teams);
  app.all("/moved-here", (c) => c.json({ error: "nobody should follow a redirect to here" }));
  app.route("/", createControls(world, faults, log, deskSettings));
  app.route("/", createViews({ world, log, faults, desk: deskSettings, now }));

  const host = options.host ?? "127.0.0.1";
  const server = serve({ fetch: app.fetch, port: options.port, hostname: host });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    world,
    requests: log.list,
    faults,
    fail: ({ target, kind, times, ms, method }) =>
      faults.add({ target, kind, method: method ?? null, timesLeft: times ?? null, ms: ms ?? 3_000 }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
