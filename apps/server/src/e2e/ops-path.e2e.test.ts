import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { parse } from "csv-parse/sync";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, moveTo, setUp, signInAs } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

const seenWithinMs = 20_000;
const canary = "canary.example";
// What closes, unfolds, or chooses how something is shown.
const changesNothing =
  /^$|^\d+ attempts?$|^Load more$|^More$|^Charts$|^Policy$|^Corrections$|^Coverage$|^The week before$|^Print or save as PDF$/;
const hostile = {
  title: `<script>window.pwned = 1</script><img src=x onerror="alert(1)"> \u202eDROP{{7*7}} //${canary}/`,
  monitor: `"><svg onload=alert(1)><a href="javascript:alert(1)">x</a> https://${canary}/m`,
  url: `javascript:alert("${canary}")`,
};

describe("from the set-up link to the exported ledger", () => {
  let database: TestDatabase;
  let program: RunningProgram;
  let browser: Browser;
  let app: Page;
  let desk: Page;
  let hook = { url: "", secret: "" };
  const seen = { dialogs: 0, canaryCalls: 0 };
  let sent = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    [program, browser] = await Promise.all([startPracticeProgram(database.url), launchBrowser()]);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.on("request", (request) => {
      if (request.url().includes(canary)) seen.canaryCalls++;
    });
    context.on("dialog", (dialog) => {
      seen.dialogs++;
      void dialog.dismiss();
    });
    [app, desk] = [await context.newPage(), await context.newPage()];
    await desk.goto(program.deskUrl);
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await database?.drop();
  });

  async function send(
    type: "opened" | "resolved",
    incident: string,
    told: { title?: string; monitor?: string; url?: string } = {},
  ): Promise<void> {
    const now = new Date().toISOString();
    const body = JSON.stringify({
      id: `dlv_e2e_${++sent}`,
      type: `incident.${type}`,
      created_at: now,
      data: {
        incident: {
          id: incident,
          severity: "high",
          summary: told.title ?? "Login answers 500",
          started_at: type === "opened" ? now : null,
          resolved_at: type === "resolved" ? now : null,
          url: told.url ?? null,
        },
        monitor: { id: told.monitor ?? "login", name: told.monitor ?? "Login" },
      },
    });
    const signature = createHmac("sha256", hook.secret).update(body).digest("hex");
    const headers = { "content-type": "application/json", "x-anyping-signature": signature };
    const answer = await fetch(hook.url, { method: "POST", headers, body });
    expect(answer.status).toBe(200);
  }
  const go = (path: string) => app.goto(program.url + path);

  it("makes the first admin, and gives a source its URL and secret", async () => {
    await setUp(app, program.setupLink);
    await app.getByRole("radio", { name: /AnyPing/ }).check();
    await app.getByLabel("short name").fill("probe");
    await app.getByRole("button", { name: "Make the source" }).click();
    const [url, secret] = await Promise.all([0, 1].map((place) => app.locator("code").nth(place).textContent()));
    hook = { url: url ?? "", secret: secret ?? "" };
    expect(hook.url).toContain(`${program.url}/hooks/`);
    await app.getByText("waiting for the first delivery").waitFor();
  });

  it("changes what a source takes: what is wrong is told at its field, an empty one is as usual again", async () => {
    const other = await app.context().newPage();
    await other.goto(`${program.url}/sources/probe`);
    await other.getByRole("button", { name: "Change…" }).click();
    const form = other.getByRole("dialog");
    await form.getByLabel("Opens again within").fill("soon");
    await form.getByLabel("Taken only from these networks").fill("127.0.0.0/8\n::1/128");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("a length of time is a number with its unit").waitFor();
    await form.getByLabel("Opens again within").fill("2m");
    await form.getByRole("button", { name: "Save" }).click();
    await other.getByText("within 2m it is the same incident").waitFor();
    await other.getByText("127.0.0.0/8, ::1/128").waitFor();
    await other.close();
  });

  it("shows the first delivery live, without a reload", async () => {
    await app.evaluate("window.stayed = true");
    await send("opened", "inc_first");
    await app.getByRole("link", { name: "Login answers 500" }).click({ timeout: seenWithinMs });
    await app.getByRole("heading", { name: /^probe/ }).waitFor();
    expect(await app.evaluate("window.stayed")).toBe(true);
  });

  it("tells why, and why not", async () => {
    await app.getByText("otherwise ran").waitFor();
    await app.getByText("no match").waitFor();
    await app.getByText(/there is no component/).waitFor();
    await app.getByText("page sent").waitFor({ timeout: seenWithinMs });
  });

  it("makes a rule from it; what is broken has its place and can't be published", async () => {
    await app.getByRole("link", { name: "Make a rule from this" }).click();
    await app.getByText("It would fire.").waitFor();
    await app.getByText('source.key is "probe"').waitFor();
    await app.getByText("expression", { exact: true }).click();
    const condition = app.getByRole("textbox", { name: "Condition" });
    await condition.click();
    await app.keyboard.press("End");
    await app.keyboard.type(" && surely(");
    const publish = app.getByRole("button", { name: "Publish…" });
    await app.getByText(/^at \d+$/).waitFor();
    expect(await publish.isDisabled()).toBe(true);
    for (let i = 0; i < " && surely(".length; i++) await app.keyboard.press("Backspace");
    await app.getByText("no problem found").waitFor();
  });

  it("keeps the delivery as a test, which fails by the new rule until it is mended", async () => {
    await app.getByText("Tests", { exact: true }).click();
    await app.getByRole("combobox", { name: "Add a test from a delivery" }).click();
    await app.getByRole("option", { name: /Login answers 500/ }).click();
    const publish = app.getByRole("button", { name: "Publish…" });
    await app
      .getByText(/ticket → desk was not expected: rule "login" fired on opened/)
      .first()
      .waitFor();
    expect(await publish.isDisabled()).toBe(true);
    await app.getByRole("button", { name: "Expect what they do now" }).click();
    await app.getByText("tests 2/2").waitFor();
  });

  it("plays the draft over the past: what it would have opened and why, and a budget that publishing keeps", async () => {
    await app.getByRole("button", { name: "Time machine" }).click();
    const main = app.getByRole("main");
    await app.getByLabel("Tickets, at most").fill("0");
    await app.getByRole("button", { name: "Save the budget" }).click();
    await main.getByText("saved").waitFor();
    await app.getByRole("button", { name: "Run the draft" }).click();
    const rows = app.getByRole("table", { name: "What differs" }).getByRole("row");
    const ticket = rows.filter({ hasText: "Login answers 500" }).filter({ hasText: "ticket → desk" });
    await ticket.getByText("gained").click({ timeout: seenWithinMs });
    await app.getByRole("dialog").getByText('source.key is "probe"').first().waitFor();
    await app.keyboard.press("Escape");
    await app.getByRole("dialog").waitFor({ state: "detached" });
    await app.getByRole("link", { name: "Edit the draft" }).click();
    await app.getByText("tests 2/2").waitFor();
    await app.getByRole("button", { name: "Publish…" }).click();
    await app.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await app.getByText(/more tickets, where 0 are allowed/).waitFor();
    await go("/rules/time-machine");
    await app.getByLabel("Tickets, at most").fill("");
    await app.getByRole("button", { name: "Save the budget" }).click();
    await main.getByText("saved").waitFor();
    await app.getByRole("link", { name: "Edit the draft" }).click();
    await app.getByText("tests 2/2").waitFor();
  });

  it("publishes it, with what changed", async () => {
    await app.getByRole("button", { name: "Publish…" }).click();
    const dialog = app.getByRole("dialog");
    await dialog.getByText("added rule").waitFor();
    await dialog.getByLabel("What changed").fill("tickets for the login");
    await dialog.getByRole("button", { name: "Publish" }).click();
    await app.getByText("v3 live").waitFor();
    await app.getByRole("row").filter({ hasText: "login" }).filter({ hasText: "ticket → desk" }).first().waitFor();
  });

  it("shows a second editor what the first saved, and lets neither type over the other", async () => {
    const theirs = await signInAs(browser, app, "ops");
    const second = await theirs.newPage();
    for (const page of [app, second]) {
      await page.goto(`${program.url}/rules?edit=yes`);
      await page.getByText("no problem found").waitFor();
    }
    await app.getByRole("button", { name: "Add a rule" }).click();
    await app.getByLabel("Key", { exact: true }).fill("by-ana");
    await app.getByText("no problem found").waitFor();
    await app.getByRole("button", { name: "Save the draft" }).click();
    await app.getByText("saved", { exact: true }).waitFor();
    await second.getByText("ana@example.test saved the draft meanwhile").waitFor();
    expect(await second.getByRole("button", { name: "Save the draft" }).isDisabled()).toBe(true);
    await second.getByRole("button", { name: "Load theirs" }).click();
    await second.getByText("by-ana").first().waitFor();
    await app.getByRole("button", { name: "Throw the draft away" }).click();
    await second.getByText("The draft was published or thrown away meanwhile").waitFor();
    await theirs.close();
  });

  it("answers who is told, hour by hour", async () => {
    await go("/rules/coverage?at=2027-03-28T03:12");
    await app.getByRole("table", { name: "Who is paged in each hour of the week" }).waitFor();
    await app.getByText("left out").waitFor();
    await app.getByRole("status", { name: "Who is told then" }).getByText("page").first().waitFor();
    await app.getByRole("heading", { name: "Rules that can never fire" }).waitFor();
  });

  it("acts on the next delivery by that rule", async () => {
    await send("opened", "inc_second", { title: "Login answers 502" });
    const ticket = desk.getByRole("row").filter({ hasText: "Login answers 502" });
    await ticket.waitFor({ timeout: seenWithinMs });
    await go("/incidents?status=unresolved");
    await app.getByRole("link", { name: "Login answers 502" }).click();
    const timeline = app.getByRole("list", { name: "Timeline" });
    await timeline.getByText("ticket opened").waitFor();
    await send("resolved", "inc_second", { title: "Login answers 502" });
    await timeline.getByText("ticket closed").waitFor({ timeout: seenWithinMs });
    expect(await timeline.textContent()).toContain("by rule login (v3)");
    await timeline.getByRole("link", { name: "why?" }).first().click();
    await app.getByRole("heading", { name: /^Ticket / }).waitFor();
    await app.getByText('source.key is "probe"').waitFor();
    await app.getByRole("link", { name: "v3", exact: true }).waitFor();
  });

  it("replays the first delivery by the rule of today: what is missing goes out, once", async () => {
    const [first] = await listOf("deliveries?q=500");
    await go(`/deliveries/${first}`);
    await app.getByRole("button", { name: "Replay…" }).click();
    const dialog = app.getByRole("dialog");
    await dialog.getByText("1 would go out.").waitFor();
    await dialog.getByLabel("Why").fill("it came before the rule");
    await dialog.getByRole("button", { name: "Replay" }).click();
    await desk.getByRole("row").filter({ hasText: "Login answers 500" }).waitFor({ timeout: seenWithinMs });
    await app.getByRole("button", { name: "Replay…" }).click();
    await dialog.getByText("Nothing would go out").waitFor();
    await app.keyboard.press("Escape");
  });

  it("goes back to the version before, after a look at what that changes", async () => {
    await go("/rules");
    await app.getByRole("link", { name: "v2", exact: true }).click();
    await app.getByRole("button", { name: "Go back to v2…" }).click();
    const dialog = app.getByRole("dialog");
    await dialog.getByText("removed rule").waitFor();
    await dialog.getByRole("button", { name: "Make it live" }).click();
    await app.getByText("v4 live").waitFor();
    await app.getByRole("row").filter({ hasText: "back to v2" }).waitFor();
  });

  it("exports the ledger with the outage", async () => {
    await go("/ledger");
    const row = app.getByRole("row").filter({ hasText: "Login answers 502" });
    await row.getByText("final").waitFor({ timeout: seenWithinMs });
    const downloading = app.waitForEvent("download");
    await app.getByRole("button", { name: "Export" }).click();
    await app.getByRole("menuitem", { name: "CSV", exact: true }).click();
    const rows: Record<string, string>[] = parse(readFileSync(await (await downloading).path()), {
      columns: true,
      bom: true,
    });
    expect(rows.find((each) => each.title === "Login answers 502")).toMatchObject({ source: "probe", status: "final" });
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await app.getByLabel("As known on").fill(yesterday);
    await app.getByText("Nothing was known then").waitFor({ timeout: seenWithinMs });
    await app.getByLabel("As known on").fill("");
    await row.waitFor({ timeout: seenWithinMs });
  });

  it("traces the entry from its cost to the delivery, and closes the month before with its files", async () => {
    await app.getByRole("row").filter({ hasText: "Login answers 502" }).click();
    const detail = app.getByRole("complementary", { name: "Detail" });
    await detail.getByRole("table", { name: "How it is counted" }).getByText("net").waitFor({ timeout: seenWithinMs });
    await detail.getByRole("link", { name: "the delivery, to the byte" }).first().click();
    await app.waitForURL(/\/deliveries\/dlv_/);
    const now = new Date();
    const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15)).toISOString().slice(0, 7);
    await go(`/ledger/months/${before}`);
    await app.getByText("every incident has ended").waitFor({ timeout: seenWithinMs });
    await app.getByLabel(`Type ${before} to close it`).fill(before);
    await app.getByRole("button", { name: "Close the month" }).click();
    // The whole ledger is verified first.
    await app.getByText(/^Closed by ana@example\.test/).waitFor({ timeout: 30_000 });
    await app.getByRole("row").filter({ hasText: "JSON Lines" }).waitFor({ timeout: seenWithinMs });
  });

  it("J12 shows hostile text as text", async () => {
    await send("opened", "inc_hostile", hostile);
    await go("/incidents");
    const title = app.getByRole("link", { name: "<script>window.pwned" });
    await title.waitFor({ timeout: seenWithinMs });
    await title.click();
    await app.getByRole("heading", { name: "<script>window.pwned" }).waitFor();
    const incident = new URL(app.url()).pathname;
    await app.getByRole("list", { name: "Timeline" }).getByRole("link", { name: "<script>window.pwned" }).click();
    await app.getByText('"summary": "<script>window.pwned').first().waitFor();
    const delivery = new URL(app.url()).pathname;
    await app.getByRole("link", { name: "Make a rule from this" }).click();
    await app.getByText("svg onload").first().waitFor();
    for (const path of ["/", "/deliveries", "/monitors", "/ledger", "/audit", incident, delivery]) {
      await go(path);
      await app
        .getByText(/pwned|svg onload|incident\.opened/)
        .first()
        .waitFor();
      expect(await app.locator('a[href^="javascript:"], img[src="x"], svg[onload]').count()).toBe(0);
    }
    await desk.goto(`${program.deskUrl}/view/pages`);
    await desk.getByText("<script>window.pwned").waitFor({ timeout: seenWithinMs });
    expect(await desk.evaluate("window.pwned")).toBeUndefined();
    expect(await app.evaluate("window.pwned")).toBeUndefined();
    expect(seen).toEqual({ dialogs: 0, canaryCalls: 0 });
  });

  it("restores what was on screen from the URL, and goes back", async () => {
    await go("/incidents?status=resolved&q=502");
    await app.getByRole("link", { name: "Login answers 502" }).waitFor();
    expect(await app.getByRole("link", { name: /<script>|answers 500/ }).count()).toBe(0);
    expect(await app.getByRole("textbox", { name: "Search" }).inputValue()).toBe("502");
    await app.getByRole("link", { name: "Login answers 502" }).click();
    await app.getByRole("list", { name: "Timeline" }).waitFor();
    expect(new URL(app.url()).search).toBe("?status=resolved&q=502");
    await app.reload();
    await app.getByRole("list", { name: "Timeline" }).waitFor();
    await app.goBack();
    await app.getByRole("list", { name: "Timeline" }).waitFor({ state: "detached" });
    expect(app.url()).toBe(`${program.url}/incidents?status=resolved&q=502`);
  });

  it("finds anything by a few letters", async () => {
    await go("/");
    await app.getByRole("button", { name: "Search" }).waitFor();
    await app.keyboard.press("Control+k");
    await app.getByPlaceholder("A title, an id").fill("502");
    await app
      .getByRole("button", { name: /Login answers 502/ })
      .first()
      .click();
    await app.getByRole("heading", { name: "Login answers 502" }).waitFor();
  });

  it("reads the week on one page, and the one before", async () => {
    await go("/week");
    const rules = app.getByRole("table", { name: "Noisy rules" });
    await rules.getByRole("row").nth(1).waitFor({ timeout: seenWithinMs });
    await app.getByText("It is not sent.").waitFor();
    await app.getByRole("button", { name: "The week before" }).click();
    await app.getByText("No rule fired.").waitFor({ timeout: seenWithinMs });
    await app.goBack();
    await rules.waitFor({ timeout: seenWithinMs });
  });

  it("names the installation, and says how long things are kept", async () => {
    await go("/settings");
    await app.getByLabel("Name", { exact: true }).fill("staging");
    await app.getByRole("button", { name: "Save the name" }).click();
    await app.getByRole("banner").getByText("staging").waitFor();
    await app.getByLabel("Bodies of deliveries").fill("6");
    await app.getByText("nothing brings them back but a backup").waitFor();
    await app.getByRole("button", { name: "Save how long" }).click();
    await app.getByText("nothing brings them back but a backup").waitFor({ state: "detached" });
  });

  it("offers a viewer nothing that a viewer may not do", async () => {
    const viewer = await signInAs(browser, app, "viewer");
    const page = await viewer.newPage();
    await page.goto(program.url);
    const [incident, delivery] = await Promise.all(["incidents", "deliveries"].map((list) => firstOf(list)));
    const paths = [
      "/",
      `/incidents/${incident}`,
      `/deliveries/${delivery}`,
      "/failures",
      "/rules",
      "/connections/desk",
    ];
    for (const path of [
      ...paths,
      "/sources/probe",
      "/components",
      "/monitors",
      "/on-call",
      "/on-call/new",
      "/maintenance",
      "/week",
      "/ledger",
      "/audit",
      "/people",
      "/settings",
    ]) {
      await moveTo(page, path);
      await page.getByRole("heading", { level: 1 }).or(page.getByText("Only an admin")).first().waitFor();
      const offered = await page.getByRole("main").locator("button, a[class*=Button]").allTextContents();
      expect
        .soft(
          offered.filter((text) => !changesNothing.test(text)),
          path,
        )
        .toEqual([]);
    }
    await viewer.close();
  });

  it("has no serious accessibility violation on any page, light and dark", async () => {
    const [incident, delivery] = await Promise.all(["incidents", "deliveries"].map((list) => firstOf(list)));
    const pages = ["/", `/incidents/${incident}`, `/deliveries/${delivery}`, "/failures"];
    pages.push(
      "/rules",
      "/rules?edit=yes",
      "/rules/time-machine",
      "/rules/versions/2",
      "/rules/coverage",
      "/connections/desk",
      "/sources/probe",
      "/sources/connect",
      "/components",
      "/monitors",
      "/on-call",
      "/on-call/new",
      "/maintenance",
      "/week",
    );
    for (const path of [
      ...pages,
      "/ledger",
      "/ledger/corrections",
      "/audit",
      "/people",
      "/settings",
      "/no-such-page",
    ]) {
      await moveTo(app, path);
      expect.soft(await findSeriousViolations(app), path).toEqual([]);
    }
  }, 400_000);

  async function listOf(list: string): Promise<string[]> {
    const answer = await app.context().request.get(`${program.url}/api/v1/${list}`);
    return ((await answer.json()) as { items: { id: string }[] }).items.map(({ id }) => id);
  }

  async function firstOf(list: string): Promise<string> {
    return (await listOf(`${list}?limit=1`))[0] ?? "";
  }
});
