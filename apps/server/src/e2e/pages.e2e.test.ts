import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import type { APIResponse, Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, setUp } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

const seenWithinMs = 20_000;

const company = (deskUrl: string) => `
version: 1
components:
  - {key: login, name: Login, team: payments, tier: 1, monitors: [{source: probe, match: "login*"}]}
  - {key: shop, name: Shop, team: payments, tier: 2, monitors: [{source: probe, match: "shop*"}]}
  - {key: search, name: Search, team: payments, tier: 2, monitors: [{source: probe, match: "search*"}]}
sources:
  - {key: probe, sender: generic, secrets: [{value: token-of-the-probe}]}
connections:
  - {key: public, kind: statuspage, baseUrl: "${deskUrl}/v1", page: gytm4qzbx9t6, apiKey: {value: a-key-of-the-page-0123}}
rules:
  - {key: page, when: 'component.key == "login"', do: [{page: {connection: pager, escalateAfter: 5m}}]}
  - {key: tell, when: 'component.tier == 2', do: [{status-post: {connection: public, draftFor: 30m, title: "{{ component.name }} is slow", text: "We are looking into it."}}]}
`;

describe("pages and posts that people decide about", () => {
  let database: TestDatabase;
  let program: RunningProgram;
  let browser: Browser;
  let app: Page;
  let hook = "";

  beforeAll(async () => {
    database = await createTestDatabase();
    [program, browser] = await Promise.all([startPracticeProgram(database.url), launchBrowser()]);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    app = await context.newPage();
    await setUp(app, program.setupLink);
    const applied = await post("/api/v1/config/apply", { text: company(program.deskUrl) });
    expect(applied.ok()).toBe(true);
    const { made } = (await applied.json()) as { made: { source: string; url: string }[] };
    hook = made.find(({ source }) => source === "probe")?.url ?? "";
    expect(hook).toContain("/hooks/");
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await database?.drop();
  });

  const post = (path: string, data: object): Promise<APIResponse> =>
    app.request.post(program.url + path, { data, headers: { origin: program.url } });

  async function open(key: string, monitor: string, title: string): Promise<void> {
    const body = { status: "open", incident_id: key, monitor, title, severity: "critical" };
    const headers = { "content-type": "application/json", authorization: "Bearer token-of-the-probe" };
    const answer = await fetch(hook, { method: "POST", headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
  }
  const go = (path: string) => app.goto(program.url + path);

  it("pages with a link that shows what is down, and changes nothing by looking", async () => {
    await open("k-login", "login", "Login answers 500");
    const phone = await browser.newContext({ viewport: { width: 390, height: 780 } });
    const link = await phone.newPage();
    await link.goto(`${program.deskUrl}/view/pages`);
    const acknowledge = link.getByRole("link", { name: "acknowledge" });
    await acknowledge.waitFor({ timeout: seenWithinMs });
    await link.goto((await acknowledge.getAttribute("href")) ?? "");
    await link.getByRole("heading", { name: "Login answers 500" }).waitFor();
    await link.getByText("ada@example.test").waitFor();
    expect(await findSeriousViolations(link)).toEqual([]);
    await go("/incidents?status=unresolved");
    await app.getByRole("link", { name: "Login answers 500" }).click();
    await app.getByText(/goes on .* to lead@example.test/).waitFor({ timeout: seenWithinMs });

    await link.reload();
    await link.getByRole("button", { name: "I take it: acknowledge" }).click();
    await link.getByText("You have it").waitFor();
    await phone.close();
  });

  it("shows who acknowledged, live, and nobody else is paged", async () => {
    const timeline = app.getByRole("list", { name: "Timeline" });
    await timeline.getByText("by ada@example.test").waitFor({ timeout: seenWithinMs });
    await timeline.getByText("by the link in the page").waitFor();
    await expect.poll(() => app.getByText(/goes on .* to lead/).count(), { timeout: seenWithinMs }).toBe(0);
  });

  it("lists drafts of status posts with what they will say; one is stopped, another is published", async () => {
    await open("k-shop", "shop", "Shop is slow");
    await open("k-search", "search", "Search is slow");
    await go("/approvals");
    await app.getByLabel("2 to decide").first().waitFor({ timeout: seenWithinMs });
    const draft = (title: string) => app.getByRole("article").filter({ hasText: title });
    await draft("Shop is slow").getByText("We are looking into it.", { exact: true }).waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);

    await draft("Shop is slow").getByRole("button", { name: "Stop…" }).click();
    const dialog = app.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Stop it" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Why is it not published?").fill("customers don't notice");
    await dialog.getByRole("button", { name: "Stop it" }).click();
    await draft("Shop is slow").waitFor({ state: "detached", timeout: seenWithinMs });

    await draft("Search is slow").getByRole("button", { name: "Publish now…" }).click();
    await dialog.getByRole("button", { name: "Publish" }).click();
    await app.getByText("Nothing waits for you").waitFor({ timeout: seenWithinMs });
    const desk = await app.context().newPage();
    await desk.goto(`${program.deskUrl}/view/posts`);
    await desk.getByText("Search is slow").waitFor({ timeout: seenWithinMs });
    expect(await desk.getByText("Shop is slow").count()).toBe(0);
    await desk.close();
    await go("/incidents?status=unresolved");
    await app.getByRole("link", { name: "Shop is slow" }).click();
    await app.getByText("customers don't notice").first().waitFor();
  });
});
