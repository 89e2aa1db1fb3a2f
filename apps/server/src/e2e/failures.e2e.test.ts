import { createHmac } from "node:crypto";
import { newUuid } from "@signalbox/core";
import { type Database, openDatabase } from "@signalbox/database";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import type { Browser, BrowserContext, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, setUp, signInAs } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

// The practice company's own, known to everyone.
const hook = { token: "sbxh_practice-anyping-0000000000000000000", secret: "anyping-practice-secret" };

describe("what needs a person", () => {
  let database: TestDatabase;
  let db: Database;
  let program: RunningProgram;
  let browser: Browser;
  let colleague: BrowserContext;
  let ana: Page;
  let ops: Page;

  beforeAll(async () => {
    database = await createTestDatabase();
    [program, browser] = await Promise.all([startPracticeProgram(database.url), launchBrowser()]);
    db = openDatabase({ url: database.url, applicationName: "test", poolSize: 1 });
    const own = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    ana = await own.newPage();
    await setUp(ana, program.setupLink);
    colleague = await signInAs(browser, ana, "ops");
    ops = await colleague.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await db?.close();
    await program?.stop();
    await database?.drop();
  });

  const desk = (method: "POST" | "DELETE", body: object = {}) =>
    fetch(`${program.deskUrl}/faults`, {
      method,
      headers: { "content-type": "application/json" },
      ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
    });
  async function reportOutage(): Promise<void> {
    const now = new Date().toISOString();
    const incident = { id: "inc_e2e", severity: "critical", summary: "Checkout answers 503", started_at: now };
    const data = { incident, monitor: { id: "mon_1", name: "Checkout API" } };
    const body = JSON.stringify({ id: "dlv_e2e", type: "incident.opened", created_at: now, data });
    const signature = createHmac("sha256", hook.secret).update(body).digest("hex");
    const headers = { "content-type": "application/json", "x-anyping-signature": signature };
    const answer = await fetch(`${program.url}/hooks/${hook.token}`, { method: "POST", headers, body });
    expect(answer.status).toBe(200);
  }
  const row = (page: Page, text: RegExp): Locator =>
    page.getByRole("list", { name: "Failures" }).getByRole("listitem").filter({ hasText: text });
  const aboutDesk = /could not open a ticket in desk/;

  it("stands in every page's banner where nobody could be paged", async () => {
    for (const target of ["tickets", "pages"]) await desk("POST", { target, kind: "redirect" });
    await ana.goto(`${program.url}/failures`);
    await ana.getByText("Nothing to settle").waitFor();
    await reportOutage();
    await row(ana, aboutDesk).getByText("nobody could be paged").waitFor();
    await ana.getByRole("alert").filter({ hasText: "Nobody could be paged about" }).waitFor();
    await row(ana, aboutDesk).getByRole("button", { name: "More" }).click();
    await row(ana, aboutDesk)
      .getByText(/by pager: did not get through/)
      .waitFor();
  });

  it("is taken over by one person, and from them by another, who both see who has it", async () => {
    await ops.goto(`${program.url}/failures`);
    await row(ana, aboutDesk).getByRole("button", { name: "Take over" }).click();
    await row(ops, aboutDesk).getByText("with ana@example.test").waitFor();
    await row(ops, aboutDesk).getByRole("button", { name: "Take over from them" }).click();
    await row(ana, aboutDesk).getByText("with ops@example.test").waitFor();
    await row(ops, aboutDesk).getByRole("button", { name: "Hand back" }).waitFor();
  });

  it("is tried again by filter, after a look at what would be tried", async () => {
    await desk("DELETE");
    await ops.getByRole("combobox", { name: "Connection" }).click();
    await ops.getByRole("option", { name: "pager" }).click();
    await ops.waitForURL(/connection=pager/);
    await row(ops, aboutDesk).waitFor({ state: "detached" });
    await ops.getByRole("button", { name: "Retry all of these…" }).click();
    const dialog = ops.getByRole("dialog");
    // The page of the on-call, and the one that went on to the lead when that was refused.
    await dialog.getByText("1 failure: 2 actions will be tried again").waitFor();
    await dialog.getByRole("button", { name: "Retry 2" }).click();
    await ops.getByText("2 of 2 tried again, asked for by ops@example.test: done").waitFor();
    await ops.goto(`${program.url}/failures?status=settled&connection=pager`);
    await row(ops, /could not page anybody by pager/)
      .getByText("settled itself")
      .waitFor();
  });

  it("settles itself when the retry of one works", async () => {
    await row(ana, aboutDesk).getByRole("button", { name: "Retry" }).click();
    await ana.getByText("Nothing to settle").waitFor();
    expect(await (await fetch(program.deskUrl)).text()).toContain("Checkout answers 503");
    await ana.getByRole("alert").filter({ hasText: "Nobody could be paged" }).waitFor({ state: "detached" });
  });

  it("is settled by hand with a reason", async () => {
    await db.sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, advice, details, first_at, last_at)
      values (${newUuid()}, 'source-silent', 'anyping', 'source', 'anyping', 'anyping is silent for 60 h', 'Send a test event.',
        '{"source": "anyping"}', now(), now())`;
    await ana.goto(`${program.url}/failures`);
    await row(ana, /silent for 60 h/)
      .getByRole("button", { name: "Settle…" })
      .click();
    await ana.getByRole("textbox", { name: /What was done about it/ }).fill("the tool is being moved");
    await ana.getByRole("dialog").getByRole("button", { name: "Settle" }).click();
    await ana.getByText("Nothing to settle").waitFor();
    await ana.getByText("Settled", { exact: true }).click();
    await row(ana, /silent for 60 h/)
      .getByText("the tool is being moved")
      .waitFor();
  });

  it("says how Signalbox itself is, and where its signal goes", async () => {
    await ana.goto(program.url);
    const health = ana.getByRole("list", { name: "Signalbox itself" });
    await health.getByText("nothing is late").waitFor();
    await health.getByText("not set: nobody outside notices").waitFor();
    await health.getByRole("button", { name: "Set…" }).click();
    await ana.getByRole("textbox", { name: "URL" }).fill("https://watch.example.test/ping/hidden-part");
    await ana.getByRole("button", { name: "Save" }).click();
    await health.getByText("to watch.example.test").waitFor();
    expect(await ana.content()).not.toContain("hidden-part");
    await db.sql`update part_beats set beat_at = now() - interval '5 minutes' where part = 'worker'`;
    // The worker goes on beating: its beats are kept out, so that it looks like one that has ended.
    await db.sql`create function keep_out() returns trigger language plpgsql as 'begin return null; end'`;
    await db.sql`create trigger beats_kept_out before update on part_beats
      for each row when (new.part = 'worker') execute function keep_out()`;
    await ana.reload();
    await ana.getByRole("alert").filter({ hasText: "No worker is running" }).waitFor();
    await ana.goto(`${program.url}/failures?status=settled`);
    expect(await findSeriousViolations(ana)).toEqual([]);
    const lost = ana.getByRole("alert").filter({ hasText: "The connection to Signalbox is lost" });
    await ana.route("**/api/v1/live", (route) => route.abort());
    await ana.reload();
    await lost.waitFor();
    await ana.unroute("**/api/v1/live");
    await lost.waitFor({ state: "detached" });
  });
});
