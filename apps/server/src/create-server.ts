import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { createAcknowledge } from "./acknowledge/create-acknowledge.ts";
import { createApi } from "./api/create-api.ts";
import type { Handlers } from "./api/handlers.ts";
import { openApiDocument } from "./api/openapi-document.ts";
import { answerAuth } from "./auth/answer-auth.ts";
import type { Auth } from "./auth/create-auth.ts";
import { identifyCaller } from "./auth/identify-caller.ts";
import { createDrillPages } from "./drill/drill-page.ts";
import { answerError } from "./http/answer-error.ts";
import { ApiProblem } from "./http/api-problem.ts";
import { clientAddress, isLoopbackAddress } from "./http/client-address.ts";
import type { Metrics } from "./http/metrics.ts";
import type { Readiness } from "./http/readiness.ts";
import { refuseCrossSite } from "./http/refuse-cross-site.ts";
import { neverCached, securityHeaders } from "./http/security-headers.ts";
import { serveAdmin } from "./http/serve-admin.ts";
import { isServedHost, publicUrlOf } from "./http/served-names.ts";
import type { Ingest } from "./ingest/index.ts";
import type { ServerDeps } from "./server-deps.ts";
import { version } from "./version.ts";

type Bindings = { Bindings: HttpBindings };

/** Everything that one port serves: webhooks, health, metrics, the API, signing in, and the admin app. */
export function createServer(
  deps: ServerDeps,
  parts: {
    ingest: Ingest;
    handlers: Handlers;
    auth: Auth;
    metrics: Metrics;
    readiness(): Promise<Readiness>;
    isDraining(): boolean;
    adminFolder?: string;
  },
): Hono<Bindings> {
  const { env, log } = deps;
  const { auth, metrics } = parts;
  const app = new Hono<Bindings>();
  app.onError((error) => answerError(log, error));
  app.notFound(() => answerError(log, new ApiProblem("not-found", "There is nothing at this address.")));
  app.use(securityHeaders(env));

  app.use("/hooks/*", async (c, next) => {
    const startedAt = performance.now();
    await next();
    metrics.observeHook(c.res.status, performance.now() - startedAt);
  });
  app.route("/", parts.ingest.routes);
  app.use("/healthz", neverCached());
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.use("/readyz", neverCached());
  app.get("/readyz", async (c) => {
    const found = await parts.readiness();
    return found.ready ? c.json({ status: "ready" }) : c.json({ status: found.why }, 503);
  });

  app.use(async (c, next) => {
    if (isServedHost(env, c.req.header("host"))) return next();
    throw new ApiProblem("misdirected", `Use ${publicUrlOf(env)}. Another name needs SIGNALBOX_PUBLIC_URL.`);
  });
  app.get("/metrics", neverCached(), async (c) => {
    if (!isOpenMetrics(deps, c)) {
      const { caller } = await identifyCaller(deps, auth, c.req.raw.headers);
      if (caller === null) throw new ApiProblem("unauthenticated", "Send a token as `Authorization: Bearer …`.");
    }
    return c.body(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType });
  });

  app.route("/", createAcknowledge(deps));
  app.route("/", createDrillPages(deps));

  app.use("/api/*", neverCached(), refuseCrossSite(env), async (c, next) => {
    if (parts.isDraining()) {
      const headers = { connection: "close", "retry-after": "5" };
      throw new ApiProblem("unavailable", "Signalbox is stopping. Try again in a few seconds.", { headers });
    }
    await next();
    metrics.observeApi(c.req.method, c.res.status);
  });
  // Made when it is first asked for: it takes a fifth of the time in which the api starts.
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get("/api/openapi.json", (c) => {
    document ??= openApiDocument({ version, publicUrl: publicUrlOf(env) });
    return c.json(document);
  });
  app.all("/api/auth/*", (c) => answerAuth(deps, auth, c.req.raw, addressOf(deps, c)));
  app.route(
    "/",
    createApi({
      handlers: parts.handlers,
      identify: (request) => identifyCaller(deps, auth, request.headers),
      addressOf: (c) => addressOf(deps, c),
    }),
  );

  const admin = serveAdmin(parts.adminFolder);
  app.use(async (c, next) => admin(c) ?? next());
  return app;
}

function addressOf(deps: ServerDeps, c: Context): string {
  const { incoming } = c.env as HttpBindings;
  return clientAddress(incoming.socket.remoteAddress ?? "", c.req.header("x-forwarded-for"), deps.env.trustedProxies);
}

// A proxy on this machine makes everybody look local, so any sign of one asks for a token.
function isOpenMetrics(deps: ServerDeps, c: Context<Bindings>): boolean {
  const forwarded = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];
  return (
    deps.env.publicUrl === null &&
    forwarded.every((name) => c.req.header(name) === undefined) &&
    isLoopbackAddress(c.env.incoming.socket.remoteAddress ?? "")
  );
}
