import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, setUp } from "./browser.ts";
import { openTerminal, readCommands } from "./read-commands.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

const seenWithinMs = 20_000;

// What the README tells a newcomer to do, done by its own commands, with the pages looked at on the way.
describe("the first ten minutes of the README", () => {
  let program: RunningProgram;
  let browser: Browser;
  let desk: Page;
  let app: Page;
  const terminal = openTerminal();
  const run = (name: string): Promise<string> =>
    terminal.run(readCommands(name).replaceAll("http://127.0.0.1:8787", program.url));

  beforeAll(async () => {
    [program, browser] = await Promise.all([startPracticeProgram(), launchBrowser()]);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    [desk, app] = [await context.newPage(), await context.newPage()];
    await setUp(app, program.setupLink);
    await desk.goto(program.deskUrl);
  });
  afterAll(async () => {
    terminal.close();
    await browser?.close();
    await program?.stop();
  });

  it("opens one ticket on the desk, and pages who is on call", async () => {
    await desk.getByText("No ticket yet").waitFor();
    expect(await run("open")).toContain('"duplicate":false');
    const from = Date.now();
    const ticket = desk.getByRole("row").filter({ hasText: "Checkout API returned 503" });
    await ticket.waitFor({ timeout: seenWithinMs });
    console.info(`the ticket stands on the desk's page ${Date.now() - from} ms after the commands ended`);
    expect(await ticket.textContent()).toMatch(/open.*urgent.*ada@example\.test/s);
    await desk.getByRole("link", { name: "Pages (1 ringing)" }).waitFor({ timeout: seenWithinMs });
  });

  it("tells in Signalbox which rule ordered it, and why", async () => {
    await app.getByRole("link", { name: "Incidents" }).first().click();
    await app.getByRole("link", { name: "Checkout API returned 503" }).click();
    const timeline = app.getByRole("list", { name: "Timeline" });
    await timeline.getByText("ticket opened").waitFor();
    expect(await timeline.textContent()).toContain("by rule ticket-for-customer-facing");
    await timeline.getByRole("link", { name: "why?" }).first().click();
    await app.getByText("component.tier is 1").waitFor();
  });

  it("closes the ticket with a note when it is well again, and pages nobody for that", async () => {
    expect(await run("resolve")).toContain('"duplicate":false');
    await desk.getByRole("link", { name: "Tickets (0 open)" }).waitFor({ timeout: seenWithinMs });
    await desk.getByRole("link", { name: /^#\d+$/ }).click();
    await desk.getByText(/Resolved after .*Checkout API returned 503/s).waitFor();
    await desk.getByRole("link", { name: /^Pages/ }).click();
    await desk.getByText("resolved", { exact: true }).waitFor({ timeout: seenWithinMs });
    expect(await desk.getByRole("row").count()).toBe(2);
  });

  it("shows the minutes and their cost in the ledger, and exports the row", async () => {
    await app.getByRole("link", { name: "Ledger" }).click();
    const row = app.getByRole("row").filter({ hasText: "Checkout API returned 503" });
    await row.getByText("final").waitFor({ timeout: seenWithinMs });
    const shown = await row.textContent();
    const downloading = app.waitForEvent("download");
    await app.getByRole("button", { name: "Export" }).click();
    await app.getByRole("menuitem", { name: "CSV", exact: true }).click();
    const file = await (await downloading).path();
    const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true, bom: true });
    expect(rows).toHaveLength(1);
    const [exported] = rows;
    expect(exported).toMatchObject({
      component_key: "checkout-api",
      title: "Checkout API returned 503",
      status: "final",
    });
    const cost = (Number(exported?.net_seconds) * 120) / 60;
    expect(cost).toBeGreaterThan(0);
    expect(Number(exported?.cost)).toBeCloseTo(cost, 2);
    expect(shown).toContain(`EUR ${exported?.cost}`);
  });
});
