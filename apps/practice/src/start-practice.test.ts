import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Practice, startPractice } from "./start-practice.ts";

const secret = `whsec_${Buffer.from("a secret of at least 24 bytes").toString("base64")}`;
let practice: Practice;
beforeEach(async () => {
  practice = await startPractice({ port: 0, deskToken: "t0ken", pagerSecret: secret });
});
afterEach(() => practice.stop());

function desk(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(practice.url + path, {
    method,
    redirect: "manual",
    headers: { authorization: "Bearer t0ken", "content-type": "application/json", ...headers },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(2_000),
  });
}

/** The JSON of an answer, for a test to look into. */
async function readJson<Body>(answer: Promise<Response>): Promise<Body> {
  return (await (await answer).json()) as Body;
}

function page(id: string, event: object): Promise<Response> {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.slice(6), "base64");
  const signature = `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  return fetch(`${practice.url}/pages`, {
    method: "POST",
    headers: { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature },
    body,
  });
}

describe("ticket desk", () => {
  it("opens, finds, comments, closes and re-opens a ticket", async () => {
    const made = await desk("POST", "/tickets", { title: "Checkout API is down", ref: "sbx-1", priority: "urgent" });
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe("/tickets/1");
    expect(await made.json()).toMatchObject({ id: "1" });
    const found = await readJson<{ items: object[] }>(desk("GET", "/tickets?ref=sbx-1"));
    expect(found.items).toMatchObject([{ id: "1", ref: "sbx-1", status: "open" }]);
    expect(await readJson(desk("GET", "/tickets?ref=other"))).toEqual({ items: [] });
    await desk("POST", "/tickets/1/comments", { text: "still down" });
    await desk("PATCH", "/tickets/1", { status: "closed", note: "down for 4 min" });
    const read = await (await desk("GET", "/tickets/1")).json();
    expect(read).toMatchObject({ status: "closed", comments: [{ text: "still down" }, { text: "down for 4 min" }] });
    expect((await desk("PATCH", "/tickets/1", { status: "open" })).status).toBe(200);
    expect((await desk("PATCH", "/tickets/1", { status: "done" })).status).toBe(422);
  });

  it("refuses a wrong token", async () => {
    const answer = await desk("GET", "/tickets", undefined, { authorization: "Bearer other" });
    expect(answer.status).toBe(401);
  });

  it("makes two of a repeat, and one where it honours the key", async () => {
    const key = { "idempotency-key": "sbx-1.create.1" };
    await desk("POST", "/tickets", { title: "a" }, key);
    await desk("POST", "/tickets", { title: "a" }, key);
    expect(practice.world.tickets.size).toBe(2);
    await desk("PUT", "/switches", { honoursIdempotencyKey: true });
    const first = await (await desk("POST", "/tickets", { title: "b" }, key)).json();
    expect(await (await desk("POST", "/tickets", { title: "b" }, key)).json()).toEqual(first);
    expect(practice.world.tickets.size).toBe(3);
  });
});

describe("pager", () => {
  it("rings once per webhook-id, and resolves by reference", async () => {
    const event = { event: "page.opened", reference: "sbx-2", incident: { title: "down", severity: "high" } };
    await page("k1", event);
    expect(await (await page("k1", event)).json()).toMatchObject({ duplicate: true });
    await page("k2", { event: "page.resolved", reference: "sbx-2" });
    const { items } = await readJson<{ items: object[] }>(fetch(`${practice.url}/pages`));
    expect(items).toMatchObject([{ reference: "sbx-2", title: "down", rings: 1, status: "resolved" }]);
  });

  it("refuses what is not signed", async () => {
    const answer = await fetch(`${practice.url}/pages`, { method: "POST", body: "{}" });
    expect(answer.status).toBe(401);
  });
});

describe("faults", () => {
  it("drops the answer after doing the work", async () => {
    practice.fail({ target: "tickets", kind: "drop-answer", times: 1, method: "POST" });
    await expect(desk("POST", "/tickets", { title: "a", ref: "r" })).rejects.toThrow();
    expect(await readJson(desk("GET", "/tickets?ref=r"))).toMatchObject({ items: [{ ref: "r" }] });
    expect(practice.requests()[0]).toMatchObject({ method: "POST", fault: "drop-answer", ended: "dropped" });
  });

  it.each([
    ["500", 500],
    ["429", 429],
    ["redirect", 307],
  ] as const)("answers %s without doing the work", async (kind, status) => {
    await desk("POST", "/faults", { target: "tickets", kind, times: 1, ms: 2_000 });
    const answer = await desk("POST", "/tickets", { title: "a" });
    expect(answer.status).toBe(status);
    if (kind === "429") expect(answer.headers.get("retry-after")).toBe("2");
    expect(practice.world.tickets.size).toBe(0);
    expect((await desk("POST", "/tickets", { title: "a" })).status).toBe(201);
  });

  it("hangs without doing the work, pretends, and answers without end", async () => {
    practice.fail({ target: "tickets", kind: "hang", times: 1 });
    const signal = AbortSignal.timeout(100);
    await expect(fetch(`${practice.url}/tickets`, { method: "POST", signal })).rejects.toThrow();
    practice.fail({ target: "tickets", kind: "pretend", times: 1 });
    expect((await desk("POST", "/tickets", { title: "a" })).status).toBe(201);
    expect(practice.world.tickets.size).toBe(0);
    practice.fail({ target: "tickets", kind: "huge", times: 1 });
    const huge = await desk("POST", "/tickets", { title: "a" });
    const reader = huge.body!.getReader();
    let bytes = 0;
    while (bytes < 1_000_000) bytes += (await reader.read()).value!.length;
    await reader.cancel();
    expect(practice.world.tickets.size).toBe(1);
  });

  it("shows who looks on what there is, whatever meets the others", async () => {
    await desk("POST", "/tickets", { title: "seen", ref: "looked-at" });
    practice.fail({ target: "tickets", kind: "429", times: 1 });
    const calls = practice.requests().length;
    const { tickets } = await readJson<{ tickets: { ref: string }[] }>(fetch(`${practice.url}/world`));
    expect(tickets.map(({ ref }) => ref)).toContain("looked-at");
    expect(practice.requests()).toHaveLength(calls);
    expect((await desk("GET", "/tickets")).status).toBe(429);
  });

  it("names the words it knows", async () => {
    expect((await desk("POST", "/faults", { target: "tickets", kind: "explode" })).status).toBe(422);
    await desk("DELETE", "/faults");
    expect(practice.faults.list()).toEqual([]);
  });
});

it("answers who is on call, and hands over", async () => {
  const current = await fetch(`${practice.url}/current?team=payments`);
  expect(await current.json()).toMatchObject({ email: "ada@example.test" });
  await desk("PUT", "/rota/payments", { email: "mary@example.test", name: "Mary" });
  expect(await (await fetch(`${practice.url}/current?team=payments`)).json()).toMatchObject({ name: "Mary" });
  expect((await fetch(`${practice.url}/current?team=nobody`)).status).toBe(404);
});

it("keeps a status page: posts are made, found while unresolved, updated and resolved", async () => {
  const incidents = `${practice.url}/v1/pages/gytm4qzbx9t6/incidents`;
  const call = async (method: string, path: string, incident?: object) => {
    const body = incident === undefined ? {} : { body: JSON.stringify({ incident }) };
    const answer = await fetch(incidents + path, { method, headers: { "content-type": "application/json" }, ...body });
    return { status: answer.status, body: (await answer.json()) as { id?: string } };
  };
  expect((await call("POST", "", { body: "no name" })).status).toBe(422);
  const made = await call("POST", "", { name: "<img src=x>", body: "We look into it.", metadata: { a: 1 } });
  expect(made).toMatchObject({ status: 201, body: { status: "investigating", metadata: { a: 1 } } });
  expect((await call("GET", "/unresolved")).body).toMatchObject([{ id: made.body.id }]);
  await call("PATCH", `/${made.body.id}`, { status: "resolved", body: "It works again." });
  expect((await call("GET", `/${made.body.id}`)).body).toMatchObject({ status: "resolved", updates: [{}, {}] });
  expect((await call("GET", "/unresolved")).body).toEqual([]);
  expect((await call("PATCH", "/none", {})).status).toBe(404);
});

it("draws its pages, with what came from outside as text", async () => {
  await desk("POST", "/tickets", { title: "<img src=x onerror=alert(1)>", ref: "sbx-3" });
  for (const path of [
    "/",
    "/view/tickets/1",
    "/view/pages",
    "/view/posts",
    "/view/rota",
    "/view/requests",
    "/view/faults",
  ]) {
    const answer = await fetch(practice.url + path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toContain("<img src=x");
  }
});
