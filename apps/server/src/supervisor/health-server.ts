import { createServer } from "node:http";
import { StartRefusal } from "@signalbox/database/start";
import type { Env } from "../env.ts";

/** Answers /healthz and /readyz, and 503 with Retry-After to all else: for a worker that runs alone, and for an api
 *  that still waits for its database. @throws StartRefusal where the port can't be had */
export async function startHealthServer(env: Env, isReady: () => boolean): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    const status = path === "/healthz" || (path === "/readyz" && isReady()) ? 200 : 503;
    response.writeHead(status, {
      "content-type": "application/json",
      ...(status === 503 ? { "retry-after": "5" } : {}),
    });
    response.end(JSON.stringify({ status: status === 200 ? "ok" : "not ready" }));
    request.resume();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        new StartRefusal([`can't listen on ${env.host}, port ${env.port} (${cause.code}): check HOST and PORT`], {
          cause,
        }),
      );
    });
    server.listen(env.port, env.host, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
