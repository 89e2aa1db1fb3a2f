// A process of its own: one of the programs that Signalbox is measured against, served by Hono on a free port.
import { createHash } from "node:crypto";
import { createAdaptorServer } from "@hono/node-server";
import { newUuid } from "@signalbox/core";
import { verifyDelivery } from "@signalbox/senders";
import { type Context, Hono } from "hono";
import pg from "pg";
import { benchSecret, benchSender } from "./signed-requests.ts";

export type Peer = "no-op" | "verify-only" | "transaction-per-request";

const sender = benchSender();
const secrets = [{ label: "only", value: benchSecret }];

/** The body and the sender's id, where the signature is right: by the same code that Signalbox runs. */
async function verified(c: Context): Promise<{ id: string; body: Buffer } | null> {
  const body = Buffer.from(await c.req.arrayBuffer());
  const request = { headers: c.req.header(), body, query: "" };
  if (verifyDelivery(sender.scheme, secrets, request, Date.now()).outcome !== "verified") return null;
  const identity = sender.identify(request);
  return { id: identity.basis === "sender" ? identity.id : newUuid(), body };
}

function makeApp(peer: Peer, databaseUrl: string): Hono {
  const app = new Hono();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  switch (peer) {
    case "no-op":
      return app.post("/hooks/:token", (c) => c.json({ deliveryId: "dlv_none", duplicate: false }));
    case "verify-only":
      return app.post("/hooks/:token", async (c) => {
        const delivery = await verified(c);
        return delivery ? c.json({ deliveryId: delivery.id, duplicate: false }) : c.json({}, 401);
      });
    case "transaction-per-request":
      return app.post("/hooks/:token", async (c) => {
        const delivery = await verified(c);
        if (!delivery) return c.json({}, 401);
        const deliveryId = newUuid();
        const client = await pool.connect();
        try {
          await client.query("begin");
          await client.query(insertDelivery, [deliveryId, delivery.id, sha256(delivery.body)]);
          await client.query(insertBody, [deliveryId, JSON.stringify(Object.entries(c.req.header())), delivery.body]);
          await client.query(addJob, [JSON.stringify([deliveryId])]);
          await client.query("commit");
        } finally {
          client.release();
        }
        return c.json({ deliveryId, duplicate: false });
      });
  }
}

const insertDelivery = {
  name: "delivery",
  text: `insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
    values ($1, 1, $2, now(), 'sender', $3) on conflict do nothing`,
};
const insertBody = {
  name: "body",
  text: `insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
    values (now(), $1, 'POST', $2::jsonb, '{"scheme": "hmac", "signed": true}', $3)`,
};
const addJob = { name: "job", text: "select graphile_worker.add_job('process', $1::json, max_attempts := 8)" };

function sha256(body: Buffer): Buffer {
  return createHash("sha256").update(body).digest();
}

const [peer, databaseUrl] = process.argv.slice(2);
const server = createAdaptorServer({ fetch: makeApp(peer as Peer, databaseUrl!).fetch });
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
});
process.once("disconnect", () => process.exit(0));
