import type { Server, ServerOptions } from "node:http";

/** For the HTTP server that ingest is mounted on: slow and oversized requests end soon, whatever they carry. */
export const serverOptions: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
  // A header that came twice must not be picked from: the verifier sees both values.
  joinDuplicateHeaders: true,
  requireHostHeader: true,
  noDelay: true,
};

/** What Node takes only on the server itself. Where all places are taken, connections that wait for nothing give way: who
 *  is turned away finds room at the next try. */
export function limitConnections(server: Server, connectionsMax = 2_000): void {
  server.maxConnections = connectionsMax;
  server.maxRequestsPerSocket = 1_000;
  server.on("drop", () => server.closeIdleConnections());
}
