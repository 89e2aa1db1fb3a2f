import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type ApiClient, createApiClient, readRunbookFile } from "@signalbox/contract";
import { newUuid } from "@signalbox/core";
import { openOutbound, openRunbookFile, performAction, processDeliveries, tellRunbooks } from "@signalbox/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminPassword, signIn, startTestApi, type TestApi, testApiToken } from "../start-test-api.ts";

let api: TestApi;
let outbound: ReturnType<typeof openOutbound>;
const folder = mkdtempSync(join(tmpdir(), "api-runbooks-"));
const people = new Map<string, ApiClient>();

const config = `
version: 1
teams: [{key: payments, name: Payments}]
components:
  - {key: checkout, name: Checkout API, team: payments, tier: 1, monitors: [{source: anyping, match: "Checkout*"}]}
sources: [{key: anyping, sender: anyping, secrets: [{value: anyping-secret-0123456789}]}]
connections:
  - {key: fixes, kind: local-command, coolDown: 0s}
  - {key: rundeck, kind: rundeck, baseUrl: "https://rundeck.example.test", token: {value: rundeck-token-0123456789}, runbooks: [{key: reindex, job: 7400ff98, destructive: true}]}
rules:
  - {key: fix-it, do: [{remediate: {connection: fixes, runbook: restart, arguments: {unit: web}}}]}
`;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  const file = join(folder, "runbooks.yaml");
  const user = userInfo().username;
  const text = `version: 1
runbooks:
  - {key: restart, name: Restart a unit, user: ${user}, argv: [/bin/echo, restarting, "{unit}"], parameters: {unit: {type: choice, of: [web, worker]}}, destructive: true, env: {TOKEN: not-to-be-shown-1}}
  - {key: look, user: ${user}, argv: [/bin/echo, "{what}"], parameters: {what: {type: text, pattern: ".*"}}, destructive: false}
`;
  writeFileSync(file, text, { mode: 0o644 });
  chmodSync(file, 0o644);
  api = await startTestApi();
  outbound = openOutbound({ allowNetworks: [], ownPorts: [], ownAddresses: [], ownHosts: [] });
  for (const [name, role] of [
    ["publisher", "admin"],
    ["ada", "approver"],
    ["olaf", "ops"],
  ] as const) {
    const email = `${name}@example.test`;
    await api.client.createUser({ body: { name, email, password: adminPassword, role } });
    const headers = { cookie: await signIn(api, email, adminPassword), origin: api.url };
    const fetchAs: typeof fetch = (url, init) =>
      fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } });
    people.set(name, createApiClient({ baseUrl: api.url, fetch: fetchAs }));
  }
  await tellRunbooks({ ...deps(), runbooks: openRunbookFile(file, {}) });
  Object.assign(runbooks, openRunbookFile(file, {}));
  // A person applies it, and so publishes its rules.
  expect(await as("publisher").applyConfig({ body: { text: config } })).toMatchObject({ ok: true, problems: [] });
});
afterAll(async () => {
  await outbound.close();
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const runbooks = {} as ReturnType<typeof openRunbookFile>;
const as = (name: string): ApiClient => people.get(name)!;
const now = () => Date.now() + api.clock.offsetMs;
const deps = () => ({
  db: api.db,
  outbound,
  secretKey: Buffer.alloc(32, 7),
  now,
  newId: newUuid,
  random: () => 0.5,
  publicUrl: api.url,
  isOutboundOn: true,
  timeScale: 1,
  failpoint: () => {},
  log: { info() {}, warn() {}, error() {} },
});

async function work(): Promise<void> {
  const due = await api.db.sql<{ id: string }[]>`
    select id from actions where kind = 'remediate' and state in ('waiting', 'unknown') and next_try_at <= ${new Date(now())}`;
  for (const { id } of due) await performAction({ ...deps(), runbooks }, { actionId: id });
}

async function open(key: string): Promise<string> {
  await api.client.sendTestEvent({ params: { key: "anyping" }, body: { kind: "open", key } });
  const waiting = await api.db.sql<{ id: string }[]>`select id from deliveries where state = 'received'`;
  await processDeliveries({ ...deps() }, { deliveryIds: waiting.map(({ id }) => id), attempt: 1 });
  await work();
  const { items } = await api.client.listIncidents({ query: { q: key } });
  return items[0]!.id;
}

async function asked() {
  const { items } = await api.client.listApprovals();
  return items.filter(({ waitsFor }) => waitsFor === "approval").at(-1)!;
}

describe("a remediation that a rule orders (G12)", () => {
  it("stands among what waits for a yes, with all that somebody needs to decide", async () => {
    const incidentId = await open("first");
    const waiting = await asked();
    expect(waiting).toMatchObject({
      incident: { id: incidentId },
      approval: { runbook: "restart", component: "Checkout API", what: "/bin/echo restarting web" },
    });
    const found = await as("ada").getApproval({ params: { id: waiting.approval!.id } });
    expect(found).toMatchObject({
      status: "pending",
      why: "restart is destructive",
      rule: "fix-it",
      refusal: null,
      request: { via: "command", argv: ["/bin/echo", "restarting", "web"], env: ["TOKEN"] },
      approversNeeded: 1,
      lastRuns: [],
    });
    expect(found.requestSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify([found, await api.client.listRunbooks()])).not.toContain("not-to-be-shown");
  });

  it("is refused, in words, to a token, to other roles, and to whoever published the rule", async () => {
    const params = { id: (await asked()).approval!.id };
    await expect(api.client.approve({ params })).rejects.toMatchObject({
      status: 403,
      problem: { code: "person-required", detail: expect.stringContaining("sign in as a person") },
    });
    await expect(as("olaf").approve({ params })).rejects.toMatchObject({ status: 403, problem: { code: "forbidden" } });
    await expect(as("publisher").approve({ params })).rejects.toMatchObject({
      status: 403,
      problem: { detail: "You published the rules that ordered this: somebody else must say yes." },
    });
    const refusals = await Promise.all(
      ["publisher", "olaf", "ada"].map(async (name) => (await as(name).getApproval({ params })).refusal),
    );
    expect(refusals).toEqual([
      expect.stringContaining("You published"),
      expect.stringContaining("Your role can't say yes"),
      null,
    ]);
  });

  it("runs after the yes of an approver, once; what it prints can be read along, and everything is journaled", async () => {
    const waiting = await asked();
    const params = { id: waiting.approval!.id };
    expect(await as("ada").approve({ params })).toMatchObject({ stillNeeded: 0, approval: { status: "approved" } });
    await expect(as("ada").reject({ params, body: { reason: "too late" } })).rejects.toMatchObject({
      status: 409,
      problem: { detail: expect.stringMatching(/^ada@example.test has said yes at .*: it runs, or has run\.$/) },
    });
    await work();
    const { runs } = await api.client.getApproval({ params });
    expect(runs).toMatchObject([{ result: "succeeded", reason: "it ended with exit code 0", approvalId: params.id }]);
    const output = await api.client.getRunOutput({ params: { id: runs[0]!.id } });
    expect(output.pieces.map(({ text }) => text).join("")).toBe("restarting web\n");
    const after = { after: output.pieces.at(-1)!.number };
    expect((await api.client.getRunOutput({ params: { id: runs[0]!.id }, query: after })).pieces).toEqual([]);
    const detail = await api.client.getIncident({ params: { id: waiting.incident!.id } });
    const told = detail.timeline.filter(({ kind }) => kind === "journal").map(({ what, actor }) => `${what} ${actor}`);
    expect(told).toEqual([
      "approval.asked worker",
      "approval.approved ada@example.test",
      "remediation.started worker",
      "remediation.succeeded worker",
    ]);
  });
});

describe("a remediation that a person orders", () => {
  it("is chosen among those of the file, with arguments that it takes, and nothing else", async () => {
    const incidentId = await open("second");
    const { items, file } = await api.client.listRunbooks();
    expect(items.map(({ connection, key, destructive }) => [connection, key, destructive])).toEqual([
      ["fixes", "restart", true],
      ["fixes", "look", false],
      ["rundeck", "reindex", true],
    ]);
    // What runs elsewhere has no file here.
    expect(items[2]).toMatchObject({ command: null, problem: null });
    const { secrets } = await api.client.getConnection({ params: { key: "rundeck" } });
    expect(secrets).toMatchObject([{ field: "token", shown: "••••6789" }]);
    expect(items[0]!.command!.files).toMatchObject([
      { path: "/bin/echo", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(file).toMatchObject({ problem: null, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const order = (body: object) =>
      as("olaf").orderRemediation({
        params: { id: incidentId },
        body: { connection: "fixes", runbook: "restart", arguments: { unit: "web" }, reason: "it hangs", ...body },
      });
    await expect(order({ runbook: "format" })).rejects.toMatchObject({ status: 422 });
    await expect(order({ connection: "desk" })).rejects.toMatchObject({ status: 422 });
    await expect(order({ arguments: { unit: "db" } })).rejects.toMatchObject({
      problem: { errors: [{ path: "body.arguments", message: expect.stringContaining("is none of web, worker") }] },
    });
    const [before] = await api.db.sql<
      { n: number }[]
    >`select count(*)::int as n from actions where ordered_by is not null`;
    expect(before!.n).toBe(0);
  });

  it("runs what destroys nothing at once, and takes values as they are, braces too", async () => {
    const incidentId = await open("third");
    const what = "{{ incident.title }} {% raw %} {";
    const body = { connection: "fixes", runbook: "look", arguments: { what }, reason: "to see" };
    const ordered = await as("olaf").orderRemediation({ params: { id: incidentId }, body });
    expect(ordered).toMatchObject({ kind: "remediate", orderedBy: "olaf@example.test", rule: null });
    await work();
    const [run] = await api.db.sql<{ id: string; result: string }[]>`
      select r.id, r.result from runs r join actions a on a.id = r.action_id where a.ordered_by = 'olaf@example.test'`;
    expect(run).toMatchObject({ result: "succeeded" });
    const printed = await api.db.sql<{ text: string }[]>`select text from run_output where run_id = ${run!.id}`;
    expect(printed.map(({ text }) => text).join("")).toBe(`${what}\n`);
  });

  it("waits, where it destroys, for the yes of somebody else", async () => {
    const incidentId = await open("fourth");
    const body = { connection: "fixes", runbook: "restart", arguments: { unit: "worker" }, reason: "it hangs" };
    await as("ada").orderRemediation({ params: { id: incidentId }, body });
    await work();
    const params = { id: (await asked()).approval!.id };
    await expect(as("ada").approve({ params })).rejects.toMatchObject({
      status: 403,
      problem: { detail: "You ordered this yourself: somebody else must say yes." },
    });
    // Of all times that it ran before, the last five are shown, the newest first.
    await api.db
      .sql`insert into runs (id, action_id, number, connection_id, runbook, started_at, ended_at, result, reason)
      select gen_random_uuid(), action_id, number + n, connection_id, runbook, started_at + n * interval '1 s',
        started_at + n * interval '2 s', 'failed', 'time ' || n
      from (select * from runs where runbook = 'restart' limit 1) first, generate_series(1, 6) n`;
    const { lastRuns } = await as("ada").getApproval({ params });
    expect(lastRuns.map(({ reason }) => reason)).toEqual(["time 6", "time 5", "time 4", "time 3", "time 2"]);
    await api.db.sql`delete from runs where result = 'failed'`;
    // The rules had no part in this: who published them may say yes.
    expect(await as("publisher").approve({ params })).toMatchObject({ stillNeeded: 0 });
    await work();
    expect((await api.client.getApproval({ params })).runs).toMatchObject([{ result: "succeeded" }]);
  });
});

describe("the guides of remediation and approvals", () => {
  const guides = ["remediation", "approvals"].map((name) =>
    readFileSync(new URL(`../../../../docs/guides/${name}.md`, import.meta.url), "utf8"),
  );
  const blocks = (language: string) =>
    guides.flatMap((guide) =>
      [...guide.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap(([, kind, text]) => (kind === language ? [text!] : [])),
    );

  it("say only what is taken: every configuration, every runbook, every command", async () => {
    const [books, files] = [blocks("yaml").filter(isBook), blocks("yaml").filter((text) => !isBook(text))];
    expect([books.length, files.length]).toEqual([1, 5]);
    for (const text of books) expect(readRunbookFile(text)).toMatchObject({ outcome: "read" });
    for (const text of files) {
      const given = text.replaceAll(/\{env: [A-Z_]+\}/g, "{value: token-of-the-guide-0123456789}");
      expect(await as("publisher").applyConfig({ body: { text: given } }), text).toMatchObject({
        ok: true,
        problems: [],
      });
    }
    const { items } = await api.client.listRunbooks();
    const elsewhere = items
      .filter(({ command }) => command === null)
      .map(({ connection, key }) => `${connection} ${key}`);
    expect(elsewhere).toEqual(
      expect.arrayContaining([
        "rundeck restart-checkout",
        "jobs rebuild-index",
        "awx drain-host",
        "platform flush-cache",
      ]),
    );

    const book = readFileSync(new URL("../../../../examples/runbooks.yaml", import.meta.url), "utf8");
    const own = join(folder, "example.yaml");
    writeFileSync(own, book, { mode: 0o644 });
    await tellRunbooks({ ...deps(), runbooks: openRunbookFile(own, {}) });
    const env = {
      ...process.env,
      SIGNALBOX_URL: api.url,
      SIGNALBOX_API_TOKEN: testApiToken,
      INCIDENT: await open("guide"),
    };
    const commands = blocks("sh");
    expect(commands).toHaveLength(2);
    for (const command of commands) await promisify(execFile)("/bin/sh", ["-ec", command], { env });
    const ordered = await api.db.sql<{ fields: object }[]>`
      select fields from actions where kind = 'remediate' and incident_id is not null order by made_at desc limit 1`;
    expect(ordered).toEqual([{ fields: { runbook: "restart-unit", arguments: { unit: "checkout" } } }]);
  });
});

function isBook(text: string): boolean {
  return /^runbooks:/m.test(text);
}
