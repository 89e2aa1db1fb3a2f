import { hash } from "node:crypto";
import { once } from "node:events";
import type { Server, ServerOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { newUuid } from "@signalbox/core";
import { bumpConfigRevision, type Database, openDatabase, sources, storeSecret } from "@signalbox/database";
import { senderByKey, signDelivery } from "@signalbox/senders";
import { Hono } from "hono";
import { pino } from "pino";
import { createIngest, type Ingest, type IngestDeps, limitConnections, serverOptions } from "./index.ts";
import { IssuerKeys } from "./issuer-keys.ts";
import { SigningCertificates } from "./signing-certificates.ts";

const secretKey = Buffer.alloc(32, 9);

export type TestIngest = {
  url: string;
  port: number;
  db: Database;
  ingest: Ingest;
  /** What was logged, one JSON line each. */
  logged: string[];
  close(): Promise<void>;
};

/** A real server on a free port, on a real database. For tests and the benchmark only. */
export async function startTestIngest(
  databaseUrl: string,
  options: Partial<Omit<IngestDeps, "db">> & {
    applicationName?: string;
    server?: ServerOptions;
    connectionsMax?: number;
  } = {},
): Promise<TestIngest> {
  const { applicationName = "ingest test", server: differences, connectionsMax, ...given } = options;
  const db = openDatabase({ url: databaseUrl, applicationName, poolSize: 2 });
  const logged: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void logged.push(line) });
  const certificates = new SigningCertificates(async () => ({ outcome: "unavailable" }), Date.now);
  const issuerKeys = new IssuerKeys(async () => null, Date.now);
  const defaults = {
    certificates,
    issuerKeys,
    secretKey,
    trustedProxies: [],
    now: Date.now,
    newId: newUuid,
    failpoint: () => {},
  };
  const ingest = await createIngest({ ...defaults, log, db, ...given });
  const app = new Hono<{ Bindings: HttpBindings }>().route("/", ingest.routes);
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { ...serverOptions, ...differences },
  }) as Server;
  limitConnections(server, connectionsMax);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    db,
    ingest,
    logged,
    async close() {
      await ingest.drain();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await db.close();
    },
  };
}

export type TestSource = { id: number; token: string; path: string };

/** A source with its secrets, as the browser or the config file would make it. */
export async function addSource(
  db: Database,
  source: {
    key: string;
    sender?: string;
    secrets?: { label: string; value: string; expiresAt?: number }[];
    auth?: Record<string, unknown>;
    settings?: Record<string, unknown>;
  },
): Promise<TestSource> {
  const { key, sender = "anyping", secrets = [], auth = {}, settings = {} } = source;
  const token = `sbxh_${key}_0123456789abcdef0123456789`;
  const id = await db.transaction(async (tx) => {
    const tokenHash = hash("sha256", token, "buffer");
    const [row] = await tx
      .insert(sources)
      .values({ key, name: key, sender, tokenHash, auth, settings })
      .returning({ id: sources.id });
    const owner = { ownerKind: "source", ownerId: row!.id } as const;
    await storeSecret(tx, secretKey, { ...owner, field: "token", label: "", value: token });
    for (const secret of secrets) await storeSecret(tx, secretKey, { ...owner, field: "secret", ...secret });
    await bumpConfigRevision(tx);
    return row!.id;
  });
  return { id, token, path: `/hooks/${token}` };
}

export const anypingSecret = "a-secret-of-anyping";

/** Headers by which a source of the AnyPing sender accepts this body. */
export function signedHeaders(body: string | Buffer, secret = anypingSecret): Record<string, string> {
  const content = Buffer.from(body);
  const { headers: signed } = signDelivery(senderByKey("anyping")!.scheme, secret, {
    body: content,
    id: "",
    now: Date.now(),
  });
  return { "content-type": "application/json", ...signed };
}

/** An AnyPing delivery with this id; without one where it is null. */
export function anypingBody(id: string | null, incident = "i1"): string {
  const { body } = senderByKey("anyping")!.sample("open", { now: Date.UTC(2026, 10, 2, 10), key: incident });
  const payload = JSON.parse(Buffer.from(body).toString("utf8"));
  delete payload.id;
  return JSON.stringify(id === null ? payload : { ...payload, id });
}
