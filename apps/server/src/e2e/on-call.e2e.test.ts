import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, setUp } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

describe("a rotation, from the form to whoever is on call", () => {
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

  it("shows who is on call by a look-up, and how old the answer is", async () => {
    await app.getByRole("link", { name: "On-call" }).click();
    await app.getByRole("heading", { name: "No rotation is kept here" }).waitFor();
    const row = app.getByRole("row", { name: /Payments/ });
    await row.getByText(/answered/).waitFor();
    await row.getByRole("link", { name: "rota" }).waitFor();
  });

  it("is made by its form: what is wrong is told at its field, then it says who is on call now and next", async () => {
    await app.getByRole("link", { name: "New rotation" }).click();
    await app.getByLabel("A short name for rules").fill("payments");
    await app.getByLabel("People, in turn").fill("Ana Torres <ana@example.test>\nben.example.test");
    const teams = app.getByRole("textbox", { name: "Teams" }).or(app.getByRole("combobox", { name: "Teams" }));
    await teams.first().fill("Payments");
    await app.getByRole("option", { name: "Payments" }).click();
    await app.locator('input[type="time"]').fill("00:00");
    await app.getByRole("button", { name: "Make the rotation" }).click();
    await app.getByText("this is no e-mail address: people are named by theirs").first().waitFor();
    expect(await app.getByText("that ends").count()).toBe(1);
    await app.getByLabel("People, in turn").fill("Ana Torres <ana@example.test>\nben@example.test");
    await app.getByRole("button", { name: "Make the rotation" }).click();
    await app.waitForURL(`${program.url}/on-call`);
    const row = app.getByRole("row", { name: /Payments/ });
    await row.getByText("Ana Torres", { exact: true }).waitFor();
    await row.getByText("rotation").waitFor();
    await row.getByText("ben", { exact: true }).waitFor();
  });

  it("takes an override for tonight in two clicks, and takes it back", async () => {
    const calendar = app.getByRole("region", { name: "payments, level 1" });
    await calendar
      .getByRole("button", { name: /^Ana Torres/ })
      .first()
      .click();
    await app.getByRole("button", { name: "Take the shift" }).click();
    const row = app.getByRole("row", { name: /Payments/ });
    await row.getByText("override").waitFor();
    await row.getByText("ben", { exact: true }).first().waitFor();
    await app.getByText(/takes level 1 from .*swapped \(ana/i).waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);
    await app.getByRole("button", { name: /^Take back/ }).click();
    await expect.poll(() => row.getByText("override").count()).toBe(0);
    await row.getByText("Ana Torres", { exact: true }).waitFor();
  });

  it("is not retired while a team's on-call is by it", async () => {
    await app.getByRole("link", { name: "Change…" }).click();
    await app.getByRole("button", { name: "Retire…" }).click();
    await app.getByRole("button", { name: "Retire it" }).click();
    await app.getByText("It says who is on call for payments").waitFor();
    await app.getByRole("button", { name: "Keep it" }).click();
  });
});
