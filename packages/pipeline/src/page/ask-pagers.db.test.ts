import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureBuiltIns } from "../config/ensure-built-ins.ts";
import { openOutbound } from "../outbound/open-outbound.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { askPagers } from "./ask-pagers.ts";

let world: TestPerform;
let service: Server;
let deps: Parameters<typeof askPagers>[0];
let connection: number;
const asked: { url: string; authorization: string | undefined }[] = [];
const answer = { status: 200, acknowledgements: [] as object[] };

beforeAll(async () => {
  service = createServer((request, response) => {
    asked.push({ url: request.url ?? "", authorization: request.headers.authorization });
    response.writeHead(answer.status, { "content-type": "application/json" });
    const status = answer.acknowledgements.length > 0 ? "acknowledged" : "triggered";
    response.end(JSON.stringify({ incidents: [{ id: "P1", status, acknowledgements: answer.acknowledgements }] }));
  }).listen(0, "127.0.0.1");
  await new Promise((ready) => service.once("listening", ready));
  const { port } = service.address() as AddressInfo;
  world = await startTestPerform();
  await ensureBuiltIns({ db: world.db, now: Date.now });
  const allowNetworks = [{ address: "127.0.0.1", prefixLength: 32, port }];
  const outbound = openOutbound({ allowNetworks, ownPorts: [], ownAddresses: [], ownHosts: [] });
  deps = { ...world.deps, outbound };
  const url = `http://127.0.0.1:${port}`;
  const config = { routingKey: { kept: true }, apiToken: { kept: true }, eventsUrl: url, apiUrl: url };
  connection = await world.addConnection("duty", "pagerduty", config);
  await world.setSecret(connection, "routingKey", "routing-key-0123456789");
  await world.setSecret(connection, "apiToken", "api-token-0123456789");
});
afterAll(async () => {
  await deps.outbound.close();
  service.close();
  await world.stop();
});
beforeEach(async () => {
  await world.db.sql`update obligations set status = 'settled', settled_at = now()`;
  asked.length = 0;
  Object.assign(answer, { status: 200, acknowledgements: [] });
});

async function page() {
  const incident = await world.openIncident();
  const ordered = await world.order(incident, "page", connection);
  await world.db.sql`update actions set state = 'done', finished_at = now() where id = ${ordered.actionId}`;
  return { incident, ordered };
}
const status = async (id: string) =>
  (await world.db.sql<{ status: string }[]>`select status from incidents where id = ${id}`)[0]?.status;

describe("a page that is open at its pager", () => {
  it("is acknowledged here in the name of whoever did so there, journaled, once", async () => {
    const { incident, ordered } = await page();
    expect(await askPagers(deps)).toBe(0);
    expect(asked).toEqual([
      {
        url: `/incidents?incident_key=${ordered.reference}&date_range=all`,
        authorization: "Token token=api-token-0123456789",
      },
    ]);
    expect(await status(incident.id)).toBe("open");
    answer.acknowledgements = [{ acknowledger: { summary: "Grace Murray" } }];
    await world.db.sql`update obligations set asked_pager_at = now() - interval '2 seconds'`;
    expect(await askPagers(deps)).toBe(1);
    expect(await status(incident.id)).toBe("acknowledged");
    const lines = await world.db.sql`select actor_kind, actor, verb from journal where subject_id = ${incident.id}`;
    expect(lines).toMatchObject([{ actor_kind: "person", actor: "Grace Murray", verb: "incident.acknowledged" }]);
    await world.db.sql`update obligations set asked_pager_at = now() - interval '2 seconds'`;
    expect(await askPagers(deps)).toBe(0);
    expect(asked).toHaveLength(2);
  });

  it("is asked about every 30 s at 1/30, by one worker", async () => {
    await page();
    await Promise.all([1, 2, 3].map(() => askPagers(deps)));
    expect(asked).toHaveLength(1);
  });

  it("is not asked about while outbound is off, the connection is paused or its breaker is open", async () => {
    await page();
    expect(await askPagers({ ...deps, isOutboundOn: false })).toBe(0);
    await world.db
      .sql`insert into connection_health (connection_id, paused_at, paused_reason) values (${connection}, now(), 'no')`;
    await askPagers(deps);
    await world.db.sql`update connection_health set paused_at = null, paused_reason = null, breaker = 'open',
      open_until = now() + interval '1 hour'`;
    await askPagers(deps);
    expect(asked).toEqual([]);
    await world.db.sql`delete from connection_health`;
    await askPagers(deps);
    expect(asked).toHaveLength(1);
  });

  it("is not asked about with a credential that has expired", async () => {
    await page();
    await world.db.sql`update secrets set expires_at = now() - interval '1 minute' where field = 'apiToken'`;
    await askPagers(deps);
    await world.db.sql`update secrets set expires_at = null`;
    expect(asked).toEqual([]);
  });

  it("stays unheard where the pager gives no answer that tells", async () => {
    const { incident } = await page();
    answer.status = 500;
    expect(await askPagers(deps)).toBe(0);
    expect(await status(incident.id)).toBe("open");
  });
});
