import { createHmac } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, setUp } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

describe("what people do with incidents", () => {
  let database: TestDatabase;
  let program: RunningProgram;
  let browser: Browser;
  let app: Page;
  let hook = { url: "", secret: "" };
  let sent = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    [program, browser] = await Promise.all([startPracticeProgram(database.url), launchBrowser()]);
    app = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await setUp(app, program.setupLink);
    const made = await app.context().request.post(`${program.url}/api/v1/sources`, {
      data: { key: "probe", sender: "anyping" },
      headers: { origin: program.url },
    });
    const { url, secret } = (await made.json()) as { url: string; secret: string };
    hook = { url, secret };
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await database?.drop();
  });

  async function send(type: "opened" | "resolved", key: string, monitor: string, title = `${monitor} is down`) {
    const now = new Date().toISOString();
    const times = type === "opened" ? { started_at: now } : { resolved_at: now };
    const incident = { id: key, severity: "critical", summary: title, ...times };
    const body = JSON.stringify({
      id: `dlv_acts_${++sent}`,
      type: `incident.${type}`,
      data: { incident, monitor: { id: monitor, name: monitor } },
    });
    const signature = createHmac("sha256", hook.secret).update(body).digest("hex");
    const headers = { "content-type": "application/json", "x-anyping-signature": signature };
    expect((await fetch(hook.url, { method: "POST", headers, body })).status).toBe(200);
  }
  const go = (path: string) => app.goto(program.url + path);
  const timeline = () => app.getByRole("list", { name: "Timeline" });
  const dialog = () => app.getByRole("dialog");
  const pages = async () => JSON.stringify(await (await app.context().request.get(`${program.deskUrl}/pages`)).json());
  async function openIncident(title: string) {
    await go("/incidents");
    await app.getByRole("link", { name: title }).first().click();
    await app.getByRole("heading", { name: title }).waitFor();
  }

  it("opens one by hand, acknowledges it, writes a note by the keyboard, and resolves it", async () => {
    await go("/incidents");
    await app.getByRole("button", { name: "Open by hand…" }).click();
    await dialog().getByLabel("What is wrong").fill("Checkout is slow");
    await dialog().getByRole("combobox", { name: "Component" }).click();
    await app.getByRole("option", { name: "Checkout API" }).click();
    await dialog().getByLabel("How is it known").fill("a customer called");
    await dialog().getByRole("button", { name: "Open it" }).click();
    await app.getByRole("heading", { name: "Checkout is slow" }).waitFor();
    await timeline().getByText("ticket opened").waitFor();
    await app.getByRole("button", { name: "Acknowledge" }).click();
    await timeline().getByText("acknowledged", { exact: true }).waitFor();
    await app.keyboard.press("n");
    await dialog().getByLabel("Note").fill("the vendor knows");
    await dialog().getByRole("button", { name: "Write it" }).click();
    await timeline().getByText("the vendor knows").waitFor();
    await app.getByRole("button", { name: "Resolve…" }).click();
    await dialog().getByLabel("Why").fill("over");
    await dialog().getByRole("button", { name: "Resolve" }).click();
    await timeline().getByText("ticket closed").waitFor();
    expect(await timeline().textContent()).toContain("by ana@example.test");
  });

  it("maps a monitor of no component in two clicks", async () => {
    await send("opened", "inc_batch", "batch-eu-1");
    await go("/monitors");
    await app.getByRole("button", { name: "Map to a component: batch-eu-1" }).click();
    await app.getByRole("button", { name: "Checkout API", exact: true }).click();
    await app.getByText("Every monitor belongs to a component").waitFor();
    await openIncident("batch-eu-1 is down");
    await timeline().getByText("component named").waitFor();
    await app.getByText("Checkout API · tier 1 · team payments").waitFor();
  });

  it("mutes a monitor: what it reports pages nobody, and the incident says so", async () => {
    await app.getByRole("button", { name: "Mute…" }).click();
    await dialog().getByLabel("Why").fill("the vendor works on it");
    await dialog().getByRole("button", { name: "Mute" }).click();
    await app.getByText("Nobody is paged for this monitor").waitFor();
    await send("resolved", "inc_batch", "batch-eu-1");
    await send("opened", "inc_muted", "batch-eu-1", "batch is down again");
    await openIncident("batch is down again");
    await timeline().getByText("page held back").waitFor();
    await app.getByText("Nobody is paged for this monitor").waitFor();
    expect(await pages()).not.toContain("batch is down again");
    await app.getByRole("button", { name: "Unmute" }).click();
    await timeline().getByText("page sent").waitFor();
    expect(await pages()).toContain("batch is down again");
  });

  it("announces maintenance, and nobody is paged", async () => {
    await go("/maintenance");
    await app.getByRole("button", { name: "Announce…" }).click();
    await dialog()
      .getByRole("textbox", { name: "Components" })
      .or(dialog().getByRole("combobox", { name: "Components" }))
      .first()
      .click();
    await app.getByRole("option", { name: "Checkout API" }).click();
    const begin = await app.evaluate(() => {
      const at = new Date(Date.now() - 10 * 60_000);
      return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    });
    await dialog().getByLabel("From").fill(begin);
    await dialog().getByText("the ledger counts its downtime").waitFor();
    await dialog().getByLabel("What is done").fill("database upgrade");
    await dialog().getByRole("button", { name: "Announce" }).click();
    await app.getByRole("table", { name: "Now" }).getByText("database upgrade").waitFor();
    await send("opened", "inc_quiet", "batch-eu-1", "quiet outage");
    await openIncident("quiet outage");
    await app.getByText("In maintenance", { exact: true }).waitFor();
    await app.getByText("Unrouted: nothing was ordered for it").waitFor();
    expect(await pages()).not.toContain("quiet outage");
  });

  it("says why it is quiet without a serious accessibility violation, light and dark", async () => {
    expect(await findSeriousViolations(app)).toEqual([]);
  });

  it("leads to the door when the session has ended, with the way back", async () => {
    await go("/monitors?mapped=all");
    await app.getByRole("button", { name: "Mute batch-eu-1" }).waitFor();
    await app.context().clearCookies();
    await app.getByRole("link", { name: "Maintenance", exact: true }).click();
    await app.waitForURL(/\/sign-in\?next=%2Fmaintenance/);
  });
});
