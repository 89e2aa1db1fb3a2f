import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { newUuid, ownLimits } from "@signalbox/core";
import { type Database, noteListener, openDatabase } from "@signalbox/database";
import { beatForPart, configureAtStart, type Outbound } from "@signalbox/pipeline";
import { createHandlers } from "./api/create-handlers.ts";
import { createAuth } from "./auth/create-auth.ts";
import { prepareFirstAdmin } from "./auth/setup-link.ts";
import { createLog } from "./create-log.ts";
import { createServer } from "./create-server.ts";
import { sendDrillSignals } from "./drill/send-drill-signals.ts";
import type { Env } from "./env.ts";
import { readFailpoints } from "./failpoint.ts";
import { createMetrics } from "./http/metrics.ts";
import { createOwnHooks } from "./http/own-hooks.ts";
import { createReadiness } from "./http/readiness.ts";
import {
  createIngest,
  fetchCertificate,
  fetchIssuerKeys,
  IssuerKeys,
  limitConnections,
  SigningCertificates,
  serverOptions,
} from "./ingest/index.ts";
import { type ChangeFeed, followChanges } from "./live/follow-changes.ts";
import { addressesOfThisMachine, openOwnOutbound } from "./open-own-outbound.ts";
import type { ServerDeps } from "./server-deps.ts";
import { poolSizes } from "./supervisor/connection-budget.ts";
import { runEvery } from "./tasks/run-every.ts";
import { readTimeScale } from "./time-scale.ts";

const requestsEndWithinMs = 10_000;
const tellEveryMs = 3_600_000;
const drillsEveryMs = 1_000;

export interface RunningApi {
  /** What is to be printed once it serves. */
  notices: string[];
  port: number;
  close(): Promise<void>;
}

/** Serves the HTTP side. `close` lets ingest end first, then running requests, then closes the pools. */
export async function startApi(
  env: Env,
  options: Partial<Pick<ServerDeps, "log" | "now" | "newId">> & { adminFolder?: string; outbound?: Outbound } = {},
): Promise<RunningApi> {
  if (env.databaseUrl === null || env.secretKey === null)
    throw new TypeError("the api needs a database and a secret key");
  const open = (applicationName: string, poolSize: number): Database =>
    openDatabase({ url: env.databaseUrl!, applicationName, poolSize });
  const ingestDb = open("signalbox ingest", poolSizes.api.ingest);
  const db = open("signalbox api", poolSizes.api.app);
  const log = options.log ?? createLog(env);
  const deps: ServerDeps = {
    env,
    db,
    log,
    secretKey: env.secretKey,
    now: options.now ?? Date.now,
    newId: options.newId ?? newUuid,
  };
  const { secretKey, now, newId } = deps;
  const { trustedProxies } = env;
  const failpoint = readFailpoints(process.env.SIGNALBOX_FAILPOINTS);
  const stopping = new AbortController();
  const own = await openOwnOutbound(env, db);
  const { learnListeners } = own;
  const outbound = options.outbound ?? own.outbound;
  const certificates = new SigningCertificates(fetchCertificate(outbound), now);
  const ingest = await createIngest({
    ...{ db: ingestDb, log, secretKey, trustedProxies, now, newId, failpoint },
    certificates,
    issuerKeys: new IssuerKeys(fetchIssuerKeys(outbound), now),
  });
  const feed = await followChanges(db, log);
  const auth = createAuth(deps);
  let listeningOn = { host: env.host, port: env.port };
  const ownHooks = createOwnHooks(() => listeningOn);
  const app = createServer(deps, {
    ingest,
    auth,
    handlers: createHandlers(deps, {
      auth,
      ownHooks,
      certificates,
      live: { feed, stopped: stopping.signal },
      outbound,
    }),
    metrics: createMetrics(db, ingest),
    readiness: createReadiness(db, () => stopping.signal.aborted),
    isDraining: () => stopping.signal.aborted,
    ...(options.adminFolder === undefined ? {} : { adminFolder: options.adminFolder }),
  });
  const notices = [
    ...(await configureAtStart({ ...deps, env: process.env }, env.configFile)),
    ...(await prepareFirstAdmin(deps)),
  ];
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server;
  limitConnections(server);
  await listen(server, env);
  listeningOn = { host: env.host, port: (server.address() as AddressInfo).port };
  const stopTelling = runEvery(log, "listeners", tellEveryMs, async () => {
    await noteListener(db.sql, { ...listeningOn, addresses: addressesOfThisMachine() }, deps.now());
    await learnListeners();
  });
  const timeScale = readTimeScale(process.env.SIGNALBOX_TIME_SCALE);
  const stopBeating = runEvery(log, "beat", ownLimits.beatEveryMs * timeScale, () =>
    beatForPart({ db, timeScale, log }, "api"),
  );
  const stopDrills = runEvery(log, "drills", drillsEveryMs, () => sendDrillSignals(deps, { ownHooks, certificates }));
  return {
    notices,
    port: listeningOn.port,
    async close() {
      await Promise.all([stopTelling(), stopBeating(), stopDrills()]);
      await stop({ stopping, server, ingest, feed, databases: [ingestDb, db] });
      await outbound.close();
    },
  };
}

async function listen(server: Server, env: Env): Promise<void> {
  server.listen(env.port, env.host);
  await once(server, "listening");
}

async function stop(parts: {
  stopping: AbortController;
  server: Server;
  ingest: { drain(): Promise<void> };
  feed: ChangeFeed;
  databases: Database[];
}): Promise<void> {
  const { stopping, server, ingest, feed, databases } = parts;
  stopping.abort();
  await ingest.drain();
  const closed = once(server, "close");
  server.close();
  // A connection that becomes idle only now would be kept for the next request, which is not to come.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const tooLate = setTimeout(() => server.closeAllConnections(), requestsEndWithinMs);
  await closed;
  clearInterval(idle);
  clearTimeout(tooLate);
  await feed.close();
  await Promise.all(databases.map((database) => database.close()));
}
