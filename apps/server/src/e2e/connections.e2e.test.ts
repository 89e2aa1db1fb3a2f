import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, setUp } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

const deskToken = "practice-desk-token";

describe("a connection, from the form to what it really holds", () => {
  let database: TestDatabase;
  let program: RunningProgram;
  let browser: Browser;
  let app: Page;

  beforeAll(async () => {
    database = await createTestDatabase();
    [program, browser] = await Promise.all([startPracticeProgram(database.url), launchBrowser()]);
    app = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await setUp(app, program.setupLink);
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await database?.drop();
  });

  async function post(path: string, data: object): Promise<unknown> {
    const answer = await app.context().request.post(`${program.url}/api/v1${path}`, {
      data,
      headers: { origin: program.url },
    });
    expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json();
  }
  const desk = (method: string, path: string, body?: object) =>
    fetch(`${program.deskUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${deskToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const tickets = async () => ((await (await desk("GET", "/tickets")).json()) as { items: { id: string }[] }).items;

  it("is made by its form: a wrong token is told in words, the right one works", async () => {
    await app.goto(`${program.url}/connections`);
    await app.getByRole("link", { name: "New connection" }).click();
    await app.getByRole("radio", { name: "Ticket desk by JSON" }).check();
    await app.getByLabel("A short name for rules").fill("second-desk");
    await app.getByLabel("Base URL").fill(program.deskUrl);
    await app.getByRole("textbox", { name: "Token" }).fill("a-token-that-is-wrong");
    const test = app.getByRole("button", { name: "Test these settings" });
    await test.click();
    await app.getByText("It answered 401: the credential is wrong or has ended").waitFor();
    await app.getByRole("textbox", { name: "Token" }).fill(deskToken);
    await test.click();
    await app.getByText("It takes the credential").waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);
    await app.getByRole("button", { name: "Make the connection" }).click();
    await app.waitForURL(`${program.url}/connections/second-desk`);
    await app.getByText("B: our reference can be looked up").waitFor();
    await app.getByText("4 calls at once; 10 s for each").waitFor();
    expect(await app.content()).not.toContain(deskToken);
  });

  it("is compared with what it holds: what a person closed there is listed with what to do", async () => {
    const rules = "rules: [{key: tickets, on: [opened], do: [{ticket: {connection: second-desk}}]}]";
    expect(await post("/config/apply", { text: `version: 1\n${rules}\n` })).toMatchObject({
      ok: true,
      problems: [],
      missing: [],
    });
    for (const title of ["Checkout is slow", "Checkout is down"]) {
      await post("/incidents", { component: "checkout-api", severity: "high", title, reason: "seen by a person" });
    }
    await expect.poll(async () => (await tickets()).length).toBe(2);
    const [first] = await tickets();
    expect((await desk("PATCH", `/tickets/${first!.id}`, { status: "closed" })).status).toBe(200);
    await app.getByText("Open there", { exact: true }).waitFor();
    await app.getByRole("button", { name: "Compare now" }).click();
    await app.getByText("1 of 2 as expected").waitFor();
    await app.getByText("closed there by hand", { exact: true }).first().waitFor();
    await app.getByText("If the problem is over, resolve the incident").waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);
  });

  it("keeps its credential when it is changed, and names what keeps it from being retired", async () => {
    await app.getByRole("link", { name: "Change" }).click();
    await app.getByLabel("Calls a minute").fill("30");
    await app.getByRole("button", { name: "Save" }).click();
    await app.getByText("4 calls at once, one each 2 s; 10 s for each").waitFor();
    await app.getByRole("button", { name: "Test it" }).click();
    await app.getByText("It takes the credential").waitFor();
    await app.getByRole("button", { name: "Retire…" }).click();
    await app.getByText("2 are open there, and still closed through it").waitFor();
    await app.getByRole("button", { name: "Retire it" }).click();
    await app.getByText("still used by the rule tickets").waitFor();
    await app.getByRole("button", { name: "Keep it" }).click();
  });

  it("waits with all others while every call is paused, and goes on in order", async () => {
    await app.goto(`${program.url}/connections`);
    await app.getByRole("button", { name: "Pause all calls…" }).click();
    await app.getByLabel("Why?").fill("the desk is being moved");
    await app.getByRole("button", { name: "Pause all calls", exact: true }).click();
    await app.getByText("Outbound is paused").waitFor();
    await app.getByText("the desk is being moved").waitFor();
    const incident = { component: "checkout-api", severity: "high", title: "Checkout is gone", reason: "seen" };
    await post("/incidents", incident);
    await app.getByText("1 waits for it").waitFor();
    expect(await tickets()).toHaveLength(2);
    await app.getByRole("button", { name: "Let calls go on…" }).click();
    await app.getByLabel("Why?").fill("it is moved");
    await app.getByRole("button", { name: "Let calls go on", exact: true }).click();
    await expect.poll(async () => (await tickets()).length).toBe(3);
    await expect.poll(() => app.getByText("Outbound is paused").count()).toBe(0);
  });

  it("says of a chat which tools can post there themselves, and shows its address to nobody again", async () => {
    const sources = "sources: [{key: prometheus, sender: alertmanager}]";
    await post("/config/apply", { text: `version: 1\n${sources}\n` });
    await app.goto(`${program.url}/connections/new`);
    await app.getByRole("radio", { name: "Slack" }).check();
    await app.getByText("Your monitoring can already post to Slack by itself: use that").waitFor();
    await app.getByText("Prometheus Alertmanager, source").waitFor();
    const place = "T00000000/B00000000/XXXXXXXXXXXXXXXXXXabcdef";
    await app.getByLabel("A short name for rules").fill("ops-chat");
    await app.getByLabel("Webhook URL").fill(`https://hooks.slack.com/services/${place}`);
    expect(await findSeriousViolations(app)).toEqual([]);
    await app.getByRole("button", { name: "Make the connection" }).click();
    await app.waitForURL(`${program.url}/connections/ops-chat`);
    await app.getByRole("heading", { name: "ops-chat" }).waitFor();
    const request = app.context().request;
    const told = [
      await app.content(),
      await (await request.get(`${program.url}/api/v1/connections/ops-chat`)).text(),
      await (await request.get(`${program.url}/api/v1/config/export`)).text(),
      await (await request.get(`${program.url}/api/v1/journal?limit=50`)).text(),
    ];
    for (const text of told) {
      expect(text).toContain("ops-chat");
      expect(text).not.toContain(place.slice(0, 30));
    }
  });
});
