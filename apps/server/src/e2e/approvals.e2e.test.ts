import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import {
  createTestDatabase,
  queryRows,
  type RundeckImitation,
  rundeckAccess,
  startRundeck,
  type TestDatabase,
} from "@signalbox/testkit";
import type { APIResponse, Browser, BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, setUp, signInAs } from "./browser.ts";
import { findSeriousViolations } from "./find-violations.ts";
import { type RunningProgram, startPracticeProgram } from "./running-program.ts";

const seenWithinMs = 20_000;

const company = (deskUrl: string, rundeckUrl: string) => `
version: 1
components:
  - {key: login, name: Login, team: payments, tier: 1, monitors: [{source: probe, match: "login*"}]}
  - {key: shop, name: Shop, team: payments, tier: 2, monitors: [{source: probe, match: "shop*"}]}
  - {key: search, name: Search, team: payments, tier: 2, monitors: [{source: probe, match: "search*"}]}
sources:
  - {key: probe, sender: generic, secrets: [{value: token-of-the-probe}]}
connections:
  - {key: fixes, kind: local-command, coolDown: 0s}
  - {key: rundeck, kind: rundeck, baseUrl: "${rundeckUrl}", token: {value: "${rundeckAccess.token}"}, coolDown: 0s,
     runbooks: [{key: reindex, name: Rebuild the index, about: Search is slow meanwhile., job: ${rundeckAccess.job}, destructive: true,
       parameters: {host: {type: choice, of: [search-1, search-2], about: Which of the two}, count: {type: integer, least: 1, most: 9, default: "2"}}}]}
  - {key: helpdesk, kind: ticket-json, baseUrl: "${deskUrl}", auth: {bearer: {value: practice-desk-token}},
     ticket: {create: {method: POST, path: /tickets, body: {title: "{{ incident.title }}", ref: "{{ obligation.reference }}", priority: urgent, assignee: ada}, id: "$.id"},
              comment: {method: POST, path: "/tickets/{{ obligation.externalId }}/comments", body: {text: "{{ action.comment }}"}},
              close: {method: PATCH, path: "/tickets/{{ obligation.externalId }}", body: {status: closed}}}}
rules:
  - {key: fix-login, when: 'component.key == "login"', do: [{ticket: {connection: helpdesk}}, {page: {connection: pager}}, {remediate: {connection: fixes, runbook: restart-login, arguments: {unit: web}}}]}
  - {key: tell-search, when: 'component.key == "search"', do: [{ticket: {connection: helpdesk}}]}
  - {key: fix-shop, when: 'component.key == "shop"', do: [{remediate: {connection: fixes, runbook: restart-login, arguments: {unit: shop}}}]}
`;

describe("an incident that asks for approval (G12)", () => {
  let database: TestDatabase;
  let program: RunningProgram;
  let browser: Browser;
  let rundeck: RundeckImitation;
  let app: Page;
  let phone: Page;
  let approver: BrowserContext;
  let operator: BrowserContext;
  let hook = "";
  const folder = mkdtempSync(join(tmpdir(), "e2e-runbooks-"));
  const ran = join(folder, "ran");
  /** What it waits for, once it has begun. */
  const go = join(folder, "go");

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    const file = join(folder, "runbooks.yaml");
    const script = `echo "stopping $1"; echo ran >> ${ran}; until [ -e ${go} ]; do sleep 0.1; done; echo "$1 is up again"`;
    writeFileSync(
      file,
      `version: 1\nrunbooks:\n  - {key: restart-login, name: Restart a unit, about: It waits for a sign., user: ${userInfo().username}, argv: [/bin/sh, -c, '${script}', restart, "{unit}"], parameters: {unit: {type: choice, of: [web, shop]}}, destructive: true}\n`,
    );
    chmodSync(file, 0o644);
    database = await createTestDatabase();
    rundeck = await startRundeck();
    const variables = { SIGNALBOX_RUNBOOKS: file, SIGNALBOX_ALLOW_NETWORKS: `127.0.0.1/32:${rundeck.port}` };
    [program, browser] = await Promise.all([startPracticeProgram(database.url, variables), launchBrowser()]);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    app = await context.newPage();
    await setUp(app, program.setupLink);
    const applied = await post("/api/v1/config/apply", { text: company(program.deskUrl, rundeck.url) });
    expect(await applied.json()).toMatchObject({ ok: true, problems: [] });
    const { made } = (await applied.json()) as { made: { source: string; url: string }[] };
    hook = made.find(({ source }) => source === "probe")?.url ?? "";
    approver = await signInAs(browser, app, "approver");
    await approver.pages()[0]!.setViewportSize({ width: 390, height: 780 });
    phone = approver.pages()[0]!;
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await rundeck?.stop();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = (path: string, data: object): Promise<APIResponse> =>
    app.request.post(program.url + path, { data, headers: { origin: program.url } });
  const times = () => (existsSync(ran) ? readFileSync(ran, "utf8").trim().split("\n").length : 0);

  async function tell(status: "open" | "resolved", key: string, monitor: string, title: string): Promise<void> {
    const body = { status, incident_id: key, monitor, title, severity: "critical" };
    const headers = { "content-type": "application/json", authorization: "Bearer token-of-the-probe" };
    expect((await fetch(hook, { method: "POST", headers, body: JSON.stringify(body) })).status).toBe(200);
  }

  /** Where the page that asked for a yes about `title` leads. */
  async function linkOfPage(runbook: string): Promise<string> {
    const find = async () => {
      const { items } = (await (await fetch(`${program.deskUrl}/pages`)).json()) as {
        items: { title: string; link: string; status: string }[];
      };
      return items.find((page) => page.title.startsWith(`Yes or no: run ${runbook}`) && page.status === "triggered")
        ?.link;
    };
    await expect.poll(find, { timeout: seenWithinMs }).toMatch(/\/approvals\/app_/);
    return (await find())!;
  }

  it("pages with a link that leads, after signing in, to what will run, on what, and why", async () => {
    await tell("open", "k-login", "login", "Login answers 500");
    const link = await linkOfPage("restart-login");
    const stranger = await browser.newContext({ viewport: { width: 390, height: 780 } });
    const door = await stranger.newPage();
    await door.goto(link);
    await door.getByRole("button", { name: "Sign in" }).waitFor();
    expect(new URL(door.url()).searchParams.get("next")).toMatch(/^\/approvals\/app_/);
    await stranger.close();

    await phone.goto(link);
    await phone.getByRole("heading", { name: "Run restart-login for Login?" }).waitFor();
    await phone.getByText(/restart web$/).waitFor();
    await phone.getByText(/SHA-256 [0-9a-f]{64}/).waitFor();
    await phone.getByRole("link", { name: "Login answers 500" }).first().waitFor();
    await phone.getByText("It has never run before.").waitFor();
    await phone.getByText("ada@example.test", { exact: true }).first().waitFor();
    expect(await findSeriousViolations(phone)).toEqual([]);
    const width = await phone.evaluate<number>("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(390);
  });

  it("refuses whoever published the rule, another role and a token, in words", async () => {
    const id = new URL(phone.url()).pathname.split("/").at(-1);
    await app.goto(phone.url());
    await app.getByText("You published the rules that ordered this: somebody else must say yes.").waitFor();
    expect(await app.getByRole("button", { name: "Yes, run it" }).count()).toBe(0);
    const own = await post(`/api/v1/approvals/${id}/approve`, {});
    expect([own.status(), await own.text()]).toEqual([403, expect.stringContaining("You published the rules")]);
    operator = await signInAs(browser, app, "ops");
    const theirs = operator.pages()[0]!;
    await theirs.goto(phone.url());
    await theirs.getByText(/Your role can't say yes/).waitFor();
    const made = await post("/api/v1/tokens", { name: "robot", role: "approver" });
    const { token } = (await made.json()) as { token: string };
    const byToken = await fetch(`${program.url}/api/v1/approvals/${id}/approve`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
    });
    expect([byToken.status, await byToken.text()]).toEqual([403, expect.stringContaining("sign in as a person")]);
    expect(times()).toBe(0);
  });

  it("runs after one tap on a phone, and streams what it prints; a second tab's no comes too late", async () => {
    const second = await approver.newPage();
    await second.setViewportSize({ width: 390, height: 780 });
    await second.goto(phone.url());
    await second.getByRole("button", { name: "No…" }).click();
    const dialog = second.getByRole("dialog");
    await dialog.getByLabel("Why not?").fill("not now");

    await phone.getByRole("button", { name: "Yes, run it" }).click();
    const output = phone.getByLabel("Output");
    await output.getByText("stopping web").waitFor({ timeout: seenWithinMs });
    await phone.getByText("restart-login runs", { exact: true }).waitFor({ timeout: seenWithinMs });
    await dialog.getByRole("button", { name: "No, don't run it" }).click();
    await second
      .getByText(/approver@example.test has said yes at .*: it runs, or has run/)
      .first()
      .waitFor();
    await second.close();

    writeFileSync(go, "");
    await output.getByText("web is up again").waitFor({ timeout: seenWithinMs });
    await phone.getByText("restart-login has worked").waitFor({ timeout: seenWithinMs });
    await phone.getByText("approver@example.test said yes", { exact: true }).first().waitFor();
    expect(times()).toBe(1);
  });

  /** What stands in the ticket about `title`. */
  async function commentsOn(title: string): Promise<string[]> {
    const headers = { authorization: "Bearer practice-desk-token" };
    const { items } = (await (await fetch(`${program.deskUrl}/tickets`, { headers })).json()) as {
      items: { title: string; comments: { text: string }[] }[];
    };
    return items.find((ticket) => ticket.title === title)?.comments.map(({ text }) => text) ?? [];
  }

  it("writes the result into the ticket, and everything into the incident's story", async () => {
    const comments = () => commentsOn("Login answers 500");
    await expect.poll(comments, { timeout: seenWithinMs }).toHaveLength(1);
    expect((await comments())[0]).toMatch(/Remediation restart-login has succeeded.*allowed by approver@example.test/s);
    expect((await comments())[0]).toContain("web is up again");
    await app.goto(`${program.url}/incidents?status=unresolved`);
    await app.getByRole("link", { name: "Login answers 500" }).click();
    const timeline = app.getByRole("list", { name: "Timeline" });
    for (const line of ["a yes is asked for", "yes", "remediation runs", "remediation succeeded"]) {
      await timeline.getByText(line, { exact: true }).first().waitFor();
    }
    await tell("resolved", "k-login", "login", "Login answers 500");
  });

  it("is refused when its time is up, and when the incident was resolved meanwhile, in words", async () => {
    await tell("open", "k-late", "login late", "Login is slow");
    await phone.goto(await linkOfPage("restart-login"));
    const yes = phone.getByRole("button", { name: "Yes, run it" });
    await yes.waitFor();
    await queryRows(
      database.url,
      "update approvals set asked_at = now() - interval '16 minutes', expires_at = now() - interval '1 minute' where status = 'pending'",
    );
    // It may have ended by itself meanwhile: the answer is the same.
    await yes.click().catch(() => {});
    await phone
      .getByText(/The time to decide is up|nobody said yes or no within 15 min/)
      .first()
      .waitFor();
    await app.goto(`${program.url}/failures`);
    await app.getByText("Nobody said yes or no in time").first().waitFor({ timeout: seenWithinMs });
    await tell("resolved", "k-late", "login late", "Login is slow");

    await tell("open", "k-over", "login over", "Login flickers");
    await phone.goto(await linkOfPage("restart-login"));
    await yes.waitFor();
    await tell("resolved", "k-over", "login over", "Login flickers");
    await phone.getByText("the incident was resolved meanwhile").first().waitFor({ timeout: seenWithinMs });
    expect(await yes.count()).toBe(0);
    expect(times()).toBe(1);
  });

  it("is void where what would run has changed, and asks anew with what would run now", async () => {
    await tell("open", "k-shop", "shop", "Shop is down");
    await phone.goto(`${program.url}/approvals`);
    await phone.getByRole("link", { name: "Look and decide" }).click();
    const yes = phone.getByRole("button", { name: "Yes, run it" });
    await yes.waitFor();
    await queryRows(
      database.url,
      `update actions set fields = jsonb_set(fields, '{arguments,unit}', '"web"') where state = 'needs_approval'`,
    );
    await yes.click();
    await phone
      .getByText(/what would run has changed since/)
      .first()
      .waitFor({ timeout: seenWithinMs });
    await phone.getByRole("link", { name: /asked anew/ }).click({ timeout: seenWithinMs });
    await phone.getByText(/restart web$/).waitFor();
    await phone.getByRole("button", { name: "No…" }).click();
    await phone.getByRole("dialog").getByLabel("Why not?").fill("the wrong unit");
    await phone.getByRole("dialog").getByRole("button", { name: "No, don't run it" }).click();
    await phone.getByText("approver@example.test said no: the wrong unit").first().waitFor();
    expect(times()).toBe(1);
  });

  it("is ordered by hand from the incident, runs at Rundeck after one tap on a phone, and is read along there", async () => {
    await tell("open", "k-search", "search", "Search answers slowly");
    const desk = operator.pages()[0]!;
    await desk.goto(`${program.url}/incidents?status=unresolved`);
    await desk.getByRole("link", { name: "Search answers slowly" }).click();
    await desk.getByRole("button", { name: "Run a fix…" }).click();
    const order = desk.getByRole("dialog");
    await order.getByRole("combobox", { name: "Fix" }).click();
    await desk.getByRole("option", { name: "Rebuild the index (rundeck)" }).click();
    await order.getByText("It is destructive: somebody else must say yes before it runs.").waitFor();
    await order.getByRole("combobox", { name: "host" }).click();
    await desk.getByRole("option", { name: "search-2" }).click();
    await order.getByLabel("Why").fill("its index is broken");
    await order.getByRole("button", { name: "Ask for a yes" }).click();
    await desk.getByText("waits for a yes: reindex is destructive").first().waitFor({ timeout: seenWithinMs });

    await phone.goto(await linkOfPage("reindex"));
    await phone.getByText(`POST ${rundeck.url}/api/41/job/${rundeckAccess.job}/run`).first().waitFor();
    await phone.getByText('{"options":{"host":"search-2","count":"2"}}').first().waitFor();
    await phone.getByText("ops@example.test", { exact: true }).first().waitFor();
    const width = await phone.evaluate<number>("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(390);
    const second = await approver.newPage();
    await second.setViewportSize({ width: 390, height: 780 });
    await second.goto(phone.url());
    await second.getByRole("button", { name: "No…" }).click();
    await second.getByRole("dialog").getByLabel("Why not?").fill("not now");
    await phone.getByRole("button", { name: "Yes, run it" }).click();
    await expect.poll(() => rundeck.runs().length, { timeout: seenWithinMs }).toBe(1);
    const { number } = rundeck.runs()[0]!;
    rundeck.print(number, "reading 1,000 pages\n<b>half</b>");
    await phone.getByLabel("Output").getByText("reading 1,000 pages").waitFor({ timeout: seenWithinMs });
    await phone.getByText("reindex runs", { exact: true }).first().waitFor();
    await phone.getByText("remediation being run").first().waitFor({ timeout: seenWithinMs });
    expect(await phone.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await second.getByRole("dialog").getByRole("button", { name: "No, don't run it" }).click();
    await second
      .getByText(/approver@example.test has said yes at/)
      .first()
      .waitFor();
    await second.close();
    rundeck.print(number, " of them\n");
    rundeck.end(number, "ok");
    await phone.getByLabel("Output").getByText("<b>half</b> of them").waitFor({ timeout: seenWithinMs });
    await phone.getByText("reindex has worked").first().waitFor({ timeout: seenWithinMs });
    const there = phone.getByRole("link", { name: `run ${number} in rundeck` });
    expect(await there.first().getAttribute("href")).toContain(`/execution/show/${number}`);
    await expect.poll(() => commentsOn("Search answers slowly"), { timeout: seenWithinMs }).toHaveLength(1);
    expect((await commentsOn("Search answers slowly"))[0]).toMatch(/reindex has succeeded.*<b>half<\/b> of them$/s);
    await desk.getByText("Rundeck says: succeeded").first().waitFor({ timeout: seenWithinMs });
    expect(rundeck.runs()).toMatchObject([{ values: { host: "search-2", count: "2" } }]);
  });
});
