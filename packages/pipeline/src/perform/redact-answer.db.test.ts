import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openOutbound } from "../outbound/open-outbound.ts";
import { startTestPerform, type TestPerform } from "./start-test-perform.ts";

const deskToken = "desk-token-of-the-tests";
let world: TestPerform;
let echo: Server;
let url: string;
beforeEach(async () => {
  world = await startTestPerform();
  echo = createServer((request, response) => {
    response
      .writeHead(400, { location: `/login?token=${request.headers.authorization}` })
      .end(`bad header authorization: ${request.headers.authorization}`);
  });
  await new Promise<void>((listening) => echo.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((closed) => echo.close(closed));
  await world.stop();
});

/** Performs one action of `kind` on a connection whose configuration has `url` in its field `field`. */
async function performOn(kind: "ticket" | "page", connection: string, field: string, address: string) {
  await world.db.sql`update connections set config = config || ${world.db.sql.json({ [field]: address })}
    where key = ${connection}`;
  const port = Number(new URL(url).port);
  const outbound = openOutbound({
    allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port }],
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
  });
  const ordered = await world.order(await world.openIncident(), kind);
  await world.perform(ordered.actionId, { outbound });
  await outbound.close();
  const [kept] = await world.db.sql<{ text: string }[]>`select concat((select string_agg(a::text, '') from attempts a),
    (select string_agg(f::text, '') from failures f), (select string_agg(a::text, '') from actions a)) as text`;
  return kept!.text;
}

describe("what a target echoes", () => {
  it("is kept without the credentials that were sent: in attempts, failures and actions", async () => {
    const kept = await performOn("ticket", "desk", "baseUrl", url);
    expect(kept).toContain("bad header authorization: Bearer [redacted]");
    expect(kept).not.toContain(deskToken);
  });

  it("and an address that is a credential itself is kept without its query", async () => {
    const kept = await performOn("page", "pager", "url", `${url}/pages?key=hush-hush`);
    expect(kept).toContain(`${url}/pages`);
    expect(kept).not.toContain("hush-hush");
  });
});
