import { execFile } from "node:child_process";
import { createTestDatabase, programFile, type TestDatabase } from "@signalbox/testkit";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, moveTo, setUp } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

const token = "a-token-of-the-test-with-more-than-32-characters";

let database: TestDatabase;
let program: RunningProgram;
let browser: Browser;
let app: Page;
beforeAll(async () => {
  database = await createTestDatabase();
  program = await startPracticeProgram(database.url, { SIGNALBOX_API_TOKEN: token });
  browser = await launchBrowser();
  app = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await setUp(app, program.setupLink);
});
afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await database?.drop();
});

const choose = async (label: string, option: RegExp) => {
  await app.getByRole("combobox", { name: label }).click();
  await app.getByRole("option", { name: option }).click();
};
const steps = () => app.getByRole("table", { name: "Steps of the run" });

const drillRun = (...options: string[]) => {
  const env = { PATH: process.env.PATH, SIGNALBOX_URL: program.url, SIGNALBOX_API_TOKEN: token };
  return new Promise<{ code: number; out: string }>((done) => {
    const child = execFile(
      process.execPath,
      [programFile("signalbox"), "drill", "run", "desk-path", ...options],
      { env },
      (_, out) => done({ code: child.exitCode ?? -1, out }),
    );
  });
};

describe("drills", () => {
  it("are defined and run in the browser: each step passes while one looks", async () => {
    await app.goto(`${program.url}/drills`);
    await app.getByRole("heading", { name: "No drills" }).waitFor();
    await app.getByRole("link", { name: "New drill…" }).click();
    await app.getByLabel("A short name").fill("desk-path");
    await app.getByRole("textbox", { name: "Name", exact: true }).fill("The path to the desk");
    await choose("Source", /anyping/i);
    await choose("Connection", /\(desk\)/);
    await choose("Component", /Checkout API/);
    await app.getByLabel("Ticket open within, seconds").fill("8");
    await app.getByRole("button", { name: "Make the drill" }).click();
    await app.getByRole("heading", { name: "No run yet" }).waitFor();

    await app.getByRole("button", { name: "Run it now" }).click();
    await expect.poll(() => steps().getByText("done", { exact: true }).count()).toBe(7);
    await app.getByText("0 of 1 missed").waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);
  });

  it("run from the command line: it waits, prints the run, and tells by its exit code that all is well", async () => {
    const passed = await drillRun("--json");
    expect(passed.code).toBe(0);
    expect(JSON.parse(passed.out)).toMatchObject({
      drill: "desk-path",
      state: "passed",
      steps: Array(7).fill({ outcome: "done" }),
    });
  });

  it("show the miss where the desk is down, on the command line and on their page, and are a failure", async () => {
    const fault = { target: "tickets", kind: "500" };
    const broken = await app.request.post(`${program.deskUrl}/faults`, { data: fault });
    expect(broken.status()).toBe(201);
    const missed = await drillRun();
    expect(missed.code).toBe(1);
    expect(missed.out).toMatch(/The ticket is open +missed/);
    expect(missed.out).toContain("desk-path missed: The ticket was not opened within 8 s.");

    await app.goto(`${program.url}/failures`);
    await app.getByText('The drill "The path to the desk" missed').waitFor();
    await app.getByRole("link", { name: "the drill desk-path" }).click();
    await app.getByText("The ticket was not opened within 8 s.").waitFor();
    await expect.poll(() => steps().getByText("missed", { exact: true }).count()).toBe(2);
    await app.getByText("1 of 3 missed").waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);
    await moveTo(app, "/drills/desk-path/edit");
    expect(await findSeriousViolations(app)).toEqual([]);
  });

  it("disturb no connection that something real uses: what is in the way stands beside its field", async () => {
    await app.goto(`${program.url}/drills/desk-path/edit`);
    await app.getByLabel("Disturb its own calls").check();
    await app.getByLabel("Get through, and their answers are lost").check();
    await choose("Pager of the drill", /\(pager\)/);
    await app.getByRole("button", { name: "Save" }).click();
    await app.getByText(/^desk is used by the rule .*: a disturbed drill needs a connection of its own$/).waitFor();
    await app.getByText(/^pager is used by .*the paths of failures: a disturbed drill/).waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);
  });
});
