import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, setUp } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

const secret = "secret-of-the-legacy-tool";

describe("a payload that nobody can read yet", () => {
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
    const made = await app.request.post(`${program.url}/api/v1/sources`, {
      data: { key: "legacy", sender: "generic", secret },
      headers: { origin: program.url },
    });
    expect(made.ok()).toBe(true);
    hook = ((await made.json()) as { url: string }).url;
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await database?.drop();
  });

  async function send(state: string, more: Record<string, string> = {}): Promise<void> {
    const body = JSON.stringify({ ref: "A-7", state, host: "web-1", msg: "disk is full", prio: "P1", ...more });
    const headers = { "content-type": "application/json", authorization: `Bearer ${secret}` };
    expect((await fetch(hook, { method: "POST", headers, body })).status).toBe(200);
  }

  it("is a failure that offers a mapping, with the payload as its sample and guesses filled in", async () => {
    await send("ALARM");
    await app.goto(`${program.url}/failures`);
    const failure = app
      .getByRole("list", { name: "Failures" })
      .getByRole("listitem")
      .filter({ hasText: "can't be read" });
    await failure.getByText("legacy").first().waitFor();
    await failure.getByRole("link", { name: "Make a mapping" }).click();
    await app.getByRole("heading", { name: "Mapping of legacy" }).waitFor();
    expect(await app.getByRole("textbox", { name: "Body of the sample" }).inputValue()).toContain('"ref":"A-7"');
    await app.getByLabel("What happened gives").getByText("opened").waitFor();
    await app.getByLabel("Correlation key gives").getByText("A-7").waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);
  });

  it("is mapped by a click on its values, and saved once somebody says that the result is right", async () => {
    await app.getByRole("textbox", { name: "Summary", exact: true }).fill('item.msg + " on " + item.');
    await app
      .getByText(/this expression can't be read/)
      .first()
      .waitFor();
    await app.getByRole("textbox", { name: "Summary", exact: true }).fill('item.msg + " on " + item.host');
    await app.getByLabel("Summary gives").getByText("disk is full on web-1").waitFor();
    await app.getByRole("textbox", { name: "Severity", exact: true }).focus();
    await app
      .getByRole("list", { name: "Values of the sample" })
      .getByRole("button", { name: /\$\.prio/ })
      .click();
    await app.getByLabel("Severity gives").getByText("critical").waitFor();
    const save = app.getByRole("button", { name: "Save the mapping" });
    expect(await save.isDisabled()).toBe(true);
    await app.getByRole("button", { name: "This is right: expect it" }).click();
    await app.getByText("as expected of this sample").waitFor();
    await app.getByRole("textbox", { name: "What changed, for the others" }).fill("first words");
    await save.click();
    await app.getByText("Version 1 holds", { exact: true }).waitFor();
  });

  it("is retried, and its event and its incident are there", async () => {
    await app.getByRole("button", { name: "Retry the delivery" }).click();
    const detail = app.getByRole("complementary", { name: "Detail" });
    await detail.getByRole("link", { name: "disk is full on web-1" }).waitFor();
    await detail.getByText("version 1 of the mapping").waitFor();
    await app.goto(`${program.url}/incidents?status=unresolved`);
    await app.getByRole("link", { name: "disk is full on web-1" }).waitFor();
    await send("OK");
    await app.getByRole("link", { name: "disk is full on web-1" }).waitFor({ state: "detached" });
  });

  it("shows a word that is new beside the last good delivery", async () => {
    await send("SNOOZED");
    await app.goto(`${program.url}/deliveries?source=legacy&state=failed`);
    await app
      .getByRole("link", { name: /SNOOZED/ })
      .first()
      .click();
    const misfits = app.getByRole("table", { name: "Fields that do not fit" });
    await misfits.getByRole("cell", { name: "SNOOZED", exact: true }).waitFor();
    await misfits.getByRole("cell", { name: "OK", exact: true }).waitFor();
    await app.goto(`${program.url}/sources/legacy/mapping`);
    await app.getByRole("table", { name: "Versions" }).getByText("first words").waitFor();
  });

  const failureOf = (words: string) =>
    app.getByRole("list", { name: "Failures" }).getByRole("listitem").filter({ hasText: words });

  it("shows on the failure what stands there and in the last good delivery", async () => {
    await send("ALARM", { ref: "B-1", prio: "purple" });
    await app.goto(`${program.url}/failures`);
    const drift = failureOf("A payload no longer fits").getByRole("table", { name: "Fields that do not fit" });
    await drift.getByRole("cell", { name: "purple", exact: true }).waitFor();
    await drift.getByRole("cell", { name: "P1", exact: true }).waitFor();
    const word = failureOf("can't be read").getByRole("table", { name: "Fields that do not fit" });
    await word.getByRole("cell", { name: "SNOOZED", exact: true }).waitFor();
    expect(await findSeriousViolations(app)).toEqual([]);
  });

  it("takes a received delivery as a sample, and settles the failure once the word is said and saved", async () => {
    await app.goto(`${program.url}/sources/legacy/mapping`);
    await app.getByRole("combobox", { name: "Take a received delivery" }).click();
    await app.getByRole("option").first().click();
    await app.getByRole("radiogroup", { name: "Which sample" }).waitFor();
    const body = app.getByRole("textbox", { name: "Body of the sample" });
    await expect.poll(() => body.inputValue()).toContain("purple");
    await app.getByRole("button", { name: "Leave this sample out" }).click();
    await app.getByRole("button", { name: "Paste one" }).click();
    await expect.poll(() => body.inputValue()).toBe("");
    await body.fill(JSON.stringify({ ref: "C-2", state: "ALARM", host: "web-2", msg: "cpu", prio: "P2" }));
    await app.getByLabel("Summary gives").getByText("cpu on web-2").waitFor();
    await app.getByRole("button", { name: "This is right: expect it" }).click();
    await app.getByRole("textbox", { name: "What changed, for the others" }).fill("a second sample");
    await app.getByRole("button", { name: "Save the mapping" }).click();
    await app.getByText("Version 2 holds", { exact: true }).waitFor();
    await app.goto(`${program.url}/failures`);
    await failureOf("can't be read").waitFor();
    expect(await failureOf("A payload no longer fits").count()).toBe(0);
  });

  it("makes an older version hold again by a click", async () => {
    await app.goto(`${program.url}/sources/legacy/mapping`);
    await app.getByRole("link", { name: "Version 1" }).click();
    await app.getByText("Save it to make it hold again").waitFor();
    await app.getByLabel("Summary gives").getByText("disk is full on web-1").waitFor();
    expect(await app.getByRole("radiogroup", { name: "Which sample" }).count()).toBe(0);
    await app.getByRole("button", { name: "Save the mapping" }).click();
    await app.getByText("Version 3 holds", { exact: true }).waitFor();
    await app.getByRole("table", { name: "Versions" }).getByText("version 1 again").waitFor();
  });
});
