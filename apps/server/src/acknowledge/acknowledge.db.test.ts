import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newUuid } from "@signalbox/core";
import { openOutbound, performAction, processDeliveries } from "@signalbox/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

const minute = 60_000;
let api: TestApi;
let pager: Server;
let outbound: ReturnType<typeof openOutbound>;
const pages: { event: string; acknowledgeUrl: string | null; incident: { id: string } }[] = [];

beforeAll(async () => {
  pager = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const page = JSON.parse(Buffer.concat(body).toString());
    pages.push(page);
    // It tells back what it got, as many do.
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: "p1", got: page }));
  }).listen(0, "127.0.0.1");
  await new Promise((ready) => pager.once("listening", ready));
  const { port } = pager.address() as AddressInfo;
  api = await startTestApi();
  outbound = openOutbound({
    allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port }],
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
  });
  const text = `
version: 1
teams: [{key: payments, name: Payments, lead: ada@example.test}]
components:
  - {key: checkout, name: Checkout API, team: payments, tier: 1, monitors: [{source: anyping, match: "Checkout*"}]}
sources: [{key: anyping, sender: anyping, secrets: [{value: anyping-secret-0123456789}]}]
connections:
  - {key: pager, kind: page-webhook, url: "http://127.0.0.1:${port}/", secret: {value: whsec_cGFnZXItc2VjcmV0LXZhbHVlLTAxMjM0NTY3ODlhYg==}}
rules: [{key: page, do: [{page: {connection: pager}}]}]
`;
  expect(await api.client.applyConfig({ body: { text } })).toMatchObject({ ok: true });
});
afterAll(async () => {
  await outbound.close();
  pager.close();
  await api.close();
});

async function send(kind: "open" | "resolve", key: string): Promise<void> {
  expect((await api.client.sendTestEvent({ params: { key: "anyping" }, body: { kind, key } })).status).toBe(200);
  const waiting = await api.db.sql<{ id: string }[]>`select id from deliveries where state = 'received'`;
  const now = () => Date.now() + api.clock.offsetMs;
  const deps = { db: api.db, now, newId: newUuid, failpoint: () => {} };
  await processDeliveries(deps, { deliveryIds: waiting.map(({ id }) => id), attempt: 1 });
}

/** Opens an incident, pages, and returns the link that stands in the page. */
async function page(key: string): Promise<{ link: string; incident: string }> {
  await send("open", key);
  const actions = await api.db.sql<{ id: string }[]>`select id from actions where kind = 'page' and state = 'waiting'`;
  const deps = {
    db: api.db,
    outbound,
    secretKey: Buffer.alloc(32, 7),
    now: () => Date.now() + api.clock.offsetMs,
    newId: newUuid,
    random: () => 0.5,
    publicUrl: api.url,
    isOutboundOn: true,
    timeScale: 1,
    failpoint: () => {},
    log: { info() {}, warn() {}, error() {} },
  };
  for (const { id } of actions) await performAction(deps, { actionId: id });
  const { acknowledgeUrl, incident } = pages.at(-1)!;
  return { link: acknowledgeUrl!, incident: incident.id };
}

const status = async (id: string) => (await api.client.getIncident({ params: { id } })).status;

async function open(link: string, method = "GET"): Promise<{ status: number; text: string; headers: Headers }> {
  const answer = await fetch(link, { method });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

describe("the link in a page", () => {
  it("shows what is down and who was asked, without signing in, and changes nothing by looking", async () => {
    const { link, incident } = await page("look");
    const before = await api.db.sql`select count(*)::int as n from journal`;
    for (const method of ["GET", "HEAD", "GET"]) {
      const look = await open(link, method);
      expect(look.status).toBe(200);
      expect(look.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect(look.headers.get("cache-control")).toBe("no-store");
      expect(look.headers.get("referrer-policy")).toBe("no-referrer");
      if (method === "HEAD") continue;
      expect(look.text).toContain("Checkout API");
      expect(look.text).toContain("Nobody has acknowledged it yet");
      expect(look.text).toContain("on-call of Payments (pager)");
      expect(look.text).not.toContain("<script");
    }
    expect(await status(incident)).toBe("open");
    expect(await api.db.sql`select count(*)::int as n from journal`).toEqual(before);
    expect(await api.db.sql`select 1 from acknowledge_links where used_at is not null`).toHaveLength(0);
  });

  it("acknowledges once, in the name of whoever was paged, journaled", async () => {
    const { link, incident } = await page("take");
    const taken = await open(link, "POST");
    expect(taken.status).toBe(200);
    expect(taken.text).toContain("You have it");
    const detail = await api.client.getIncident({ params: { id: incident } });
    expect(detail.status).toBe("acknowledged");
    expect(detail.timeline).toContainEqual(
      expect.objectContaining({
        what: "incident.acknowledged",
        actor: "on-call of Payments (pager)",
        text: "by the link in the page",
      }),
    );
    const again = await open(link, "POST");
    expect([again.status, again.text.includes("This link was used")]).toEqual([410, true]);
    expect((await open(link)).status).toBe(200);
    const acts = await api.db.sql`select author from manual_acts where kind = 'acknowledge'`;
    expect(acts).toHaveLength(1);
  });

  it("acknowledges once where it is pressed twice at once", async () => {
    const { link } = await page("twice");
    const both = await Promise.all([open(link, "POST"), open(link, "POST")]);
    expect(both.filter((one) => one.status === 200).length).toBeGreaterThanOrEqual(1);
    const acts = await api.db.sql`select 1 from manual_acts where kind = 'acknowledge'`;
    expect(acts).toHaveLength(2);
  });

  it("says in words that it is over, that somebody has it, that it has expired", async () => {
    const over = await page("over");
    await send("resolve", "over");
    for (const method of ["GET", "POST"]) expect((await open(over.link, method)).text).toContain("It is over");
    expect(await status(over.incident)).toBe("resolved");

    const taken = await page("taken");
    await api.client.acknowledgeIncident({ params: { id: taken.incident }, body: { reason: "mine" } });
    const told = await open(taken.link, "POST");
    expect([told.status, told.text.includes("environment</bdi> has taken it")]).toEqual([409, true]);

    const old = await page("old");
    api.clock.offsetMs = 24 * 60 * minute + 1;
    const expired = await open(old.link, "POST");
    expect([expired.status, expired.text.includes("expired")]).toEqual([410, true]);
    expect((await open(old.link)).status).toBe(410);
    api.clock.offsetMs = 0;
    expect(await status(old.incident)).toBe("open");
  });

  it("is nobody else's: a changed, cut or foreign one opens nothing", async () => {
    const { link, incident } = await page("forged");
    const other = await page("other");
    const token = link.split("/").at(-1)!;
    const forged = [
      token.slice(0, -1) + (token.endsWith("A") ? "B" : "A"),
      token.slice(0, 27) + other.link.split("/").at(-1)!.slice(27),
      token.slice(0, 40),
      "sbxa_",
      "%00",
    ];
    for (const text of forged) {
      const answer = await open(`${api.url}/acknowledge/${text}`, "POST");
      expect([text, answer.status, answer.text.includes("Checkout")]).toEqual([text, 404, false]);
    }
    expect(await status(incident)).toBe("open");
  });

  it("stands nowhere: not in attempts, not in the log, not in the API (K1)", async () => {
    const { link, incident } = await page("canary");
    await open(link);
    await open(link, "POST");
    const token = link.split("/").at(-1)!;
    const tables = await api.db.sql<{ text: string }[]>`
      select a::text as text from attempts a union all select a::text from actions a union all select l::text from acknowledge_links l
      union all select j::text from journal j union all select e::text from events e union all select o::text from obligations o`;
    expect(tables.filter(({ text }) => text.includes(token.slice(0, 20)))).toEqual([]);
    expect(tables.some(({ text }) => text.includes("/acknowledge/[link]"))).toBe(true);
    expect(api.logged.join("\n")).not.toContain(token.slice(0, 20));
    const detail = await api.client.getIncident({ params: { id: incident } });
    expect(JSON.stringify(detail)).not.toContain(token.slice(0, 20));
    expect(JSON.stringify(detail)).toContain("/acknowledge/[link]");
  });

  it("shows hostile titles as text", async () => {
    const { link, incident } = await page("hostile");
    const id = incident.replace(/^inc_/, "");
    const title = `<img src=x onerror=alert(1)> \u202e "quoted"`;
    await api.db.sql`update incidents set title = ${title} where replace(id::text, '-', '') = ${id}`;
    const { text } = await open(link);
    expect(text).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(text).not.toContain("<img");
  });
});
