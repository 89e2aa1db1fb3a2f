import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, runSignalbox, startServer } from "./program-under-test.ts";

const examples = fileURLToPath(new URL("../../../examples", import.meta.url));
const token = "a-token-of-the-test-with-more-than-32-characters";
const secrets = {
  ANYPING_HOOK_TOKEN: "a-hook-token-that-somebody-chose-32",
  ANYPING_WEBHOOK_SECRET: "a-webhook-secret",
  DESK_TOKEN: "a-token-of-the-desk",
  PAGER_SECRET: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
};

let database: TestDatabase;
let variables: Record<string, string>;
let server: Awaited<ReturnType<typeof startServer>>;
let worker: typeof server | undefined;
const folder = mkdtempSync(join(tmpdir(), "signalbox-cli-"));
const company = join(folder, "examples", "company.yaml");

beforeAll(async () => {
  cpSync(examples, join(folder, "examples"), { recursive: true });
  database = await createTestDatabase();
  variables = {
    DATABASE_URL: database.url,
    DATA_DIR: join(folder, "data"),
    SIGNALBOX_API_TOKEN: token,
    SIGNALBOX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
    LOG_LEVEL: "warn",
  };
  server = await startServer({ ...variables, SIGNALBOX_ROLE: "api" });
}, 180_000);

afterAll(async () => {
  await worker?.stop();
  await server?.stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function startWorker(): Promise<void> {
  worker ??= await startServer({ ...variables, SIGNALBOX_ROLE: "worker" });
}

function run(args: string[], more: { variables?: Record<string, string>; input?: string } = {}): Promise<Ended> {
  const variables = { SIGNALBOX_URL: server.url, SIGNALBOX_API_TOKEN: token, ...more.variables };
  return runSignalbox(args, { ...more, variables, folder });
}

describe("signalbox against a running server", { timeout: 180_000 }, () => {
  it("plans, applies and then has nothing to change; the export applies to itself", async () => {
    const missing = await run(["plan", company]);
    expect(missing).toMatchObject({ code: 1, out: "" });
    for (const name of Object.keys(secrets)) expect(missing.err).toContain(name);

    const planned = await run(["plan", company], { variables: secrets });
    expect(planned).toMatchObject({ code: 3, out: expect.stringContaining("+ create component checkout-api") });
    for (const secret of Object.values(secrets)) expect(planned.out + planned.err).not.toContain(secret);

    expect(await run(["apply", company], { variables: secrets })).toMatchObject({ code: 0 });
    const again = await run(["plan", company, "--json"], { variables: secrets });
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({ ok: true, changes: [] });

    const exported = await run(["export"]);
    expect(exported).toMatchObject({ code: 0, err: "" });
    writeFileSync(join(folder, "exported.yaml"), exported.out);
    expect(await run(["plan", "exported.yaml"])).toMatchObject({
      code: 0,
      out: "exported.yaml would change nothing.\n",
    });
  });

  it("lists the versions of the rules, tells them apart, and goes back to one", async () => {
    const text = readFileSync(company, "utf8").replace("component.tier <= 2", "component.tier <= 1");
    writeFileSync(join(folder, "stricter.yaml"), text);
    expect(await run(["apply", "stricter.yaml"], { variables: secrets })).toMatchObject({ code: 0 });
    const compared = await run(["rules", "diff", "v3"]);
    expect(compared.out).toContain("v2 → v3\n~ changed rule ticket-for-customer-facing\n    when: component.tier <= 2");
    const back = await run(["rules", "rollback", "2", "--note", "too strict"]);
    expect(back).toMatchObject({ code: 0, out: "v4 is live: it says what v2 said.\n" });
    expect((await run(["rules", "diff", "4", "--since", "2"])).out).toBe("v2 → v4: nothing differs\n");
    expect((await run(["rules", "versions"])).out).toMatch(/^VERSION.*\nv4 +live .*too strict\nv3 +superseded /);
  });

  it("says what is wrong with a file and where, and changes nothing", async () => {
    writeFileSync(
      join(folder, "wrong.yaml"),
      readFileSync(company, "utf8").replace("component.tier", "component.teir"),
    );
    const ended = await run(["apply", "wrong.yaml"], { variables: secrets });
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err).toMatch(/wrong\.yaml:\d+:\d+: error: rules\[0\]\.when: "component" has no field "teir"/);
    expect(ended.err).toContain("Nothing was changed.");
  });

  it("lists sources, and their URLs only where asked", async () => {
    const listed = await run(["sources"]);
    expect(listed).toMatchObject({ code: 0, out: expect.stringContaining("anyping") });
    expect(listed.out).not.toContain(secrets.ANYPING_HOOK_TOKEN);
    const shown = await run(["sources", "--show-urls", "--json"]);
    expect(JSON.parse(shown.out).items).toMatchObject([
      { key: "anyping", url: `${server.url}/hooks/${secrets.ANYPING_HOOK_TOKEN}` },
    ]);
  });

  it("sends a signed sample and finds its delivery", async () => {
    expect(await run(["send-test", "anyping"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("anyping answered 200"),
    });
    const listed = await run(["deliveries", "--source", "anyping", "--json"]);
    expect(JSON.parse(listed.out).items).toMatchObject([{ source: "anyping", sender: "anyping" }]);
    expect(await run(["send-test", "nobody"])).toMatchObject({ code: 1, out: "" });
  });

  it("says why a delivery can't be replayed yet", async () => {
    const { items } = JSON.parse((await run(["deliveries", "--json"])).out) as { items: { id: string }[] };
    const early = await run(["replay", items[0]!.id]);
    expect(early).toMatchObject({ code: 1, err: expect.stringContaining("It is not processed yet") });
    expect(await run(["replay", items[0]!.id, "--send-anyway", "0-0"])).toMatchObject({ code: 2 });
  });

  it("writes the ledger of a month to a file, whole", async () => {
    const written = await run(["ledger", "export", "--period", "2026-11", "--output", "ledger.csv", "--json"]);
    expect(written).toMatchObject({ code: 0, err: "" });
    const bytes = readFileSync(join(folder, "ledger.csv"));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const control = { schema_version: "1", filter: "period=2026-11", rows: "0", weighted_seconds: "0", cost: "" };
    const file = join(folder, "ledger.csv");
    expect(JSON.parse(written.out)).toEqual({ file, bytes: bytes.length, sha256, control });
    expect(JSON.parse(readFileSync(`${file}.control.json`, "utf8"))).toEqual({ ...control, sha256 });
    expect((await run(["ledger", "export", "--period", "2026-11"])).out).toBe(bytes.toString());
  });

  it("adds people and tokens; a viewer's token can't do more than look", async () => {
    const added = await run(["user", "add", "ana@example.test", "--role", "ops", "--json"]);
    expect(JSON.parse(added.out)).toMatchObject({ user: { email: "ana@example.test", role: "ops" } });
    const short = await run(["user", "add", "bo@example.test", "--role", "ops", "--password-stdin"], {
      input: "short\n",
    });
    expect(short).toMatchObject({ code: 1, err: expect.stringContaining("at least 12 characters") });

    const made = await run(["token", "add", "dashboard", "--role", "viewer"]);
    const asViewer = { SIGNALBOX_API_TOKEN: made.out.trim() };
    expect(await run(["sources"], { variables: asViewer })).toMatchObject({ code: 0 });
    expect(await run(["apply", company], { variables: { ...secrets, ...asViewer } })).toMatchObject({ code: 1 });
    expect(await run(["sources"], { variables: { SIGNALBOX_API_TOKEN: "wrong" } })).toMatchObject({
      code: 1,
      err: expect.stringContaining("does not know this SIGNALBOX_API_TOKEN"),
    });
    expect((await run(["sources"], { variables: { SIGNALBOX_API_TOKEN: "" } })).err).toContain(
      "SIGNALBOX_API_TOKEN is not set",
    );
  });

  it("backs up while it runs, restores into a new database with outbound off, and changes no key under a running server", async () => {
    const at = (url: string) => ({
      variables: { DATABASE_URL: url, SIGNALBOX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64") },
    });
    const taken = await run(["backup", "box.backup"], at(database.url));
    expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(/box\.backup holds \d+ rows/) });
    const twice = await run(["backup", "box.backup"], at(database.url));
    expect(twice).toMatchObject({ code: 1, err: expect.stringContaining("is there already") });
    const other = await createTestDatabase({ empty: true });
    const restored = await run(["restore", "box.backup", "--json"], at(other.url));
    await other.drop();
    expect(restored).toMatchObject({ code: 0 });
    expect(JSON.parse(restored.out)).toMatchObject({ rows: expect.any(Number), heldBack: expect.any(Number) });
    const key = { ...at(database.url).variables, SIGNALBOX_NEW_SECRET_KEY: Buffer.alloc(32, 8).toString("base64") };
    const rotated = await run(["rotate-key"], { variables: key });
    expect(rotated).toMatchObject({ code: 1, err: expect.stringContaining("Stop every process") });
  });

  it("plays the draft in the time machine, and fails where it exceeds its budget", async () => {
    expect(await run(["time-machine"])).toMatchObject({ code: 1, out: "", err: expect.stringContaining("draft") });
    const save = async (budget: string, revision: number | null) => {
      const text = `rules: [{key: everything, do: [{ticket: {connection: desk}}]}]\n${budget}`;
      const answer = await fetch(`${server.url}/api/v1/rule-sets/draft`, {
        method: "PUT",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ text, revision }),
      });
      expect(await answer.text()).toContain('"revision"');
    };
    await save("budget: {tickets: 0}", null);
    // The machine itself is the worker's.
    await startWorker();
    const played = await run(["time-machine", "--rows", "--json"]);
    expect(played.err).toBe("");
    expect(JSON.parse(played.out)).toMatchObject({ state: "done", exceeded: [], rows: [] });
    expect(played.code).toBe(0);
  });

  it("verifies the ledger, and closes a month for a person alone, once (ledger.md, periods)", async () => {
    await startWorker();
    expect(await run(["ledger", "verify"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^The ledger agrees with what it rests on: \d+ deliveries, \d+ keys, \d+ components, \d+ files\.\n$/,
      ),
    });
    const month = new Date(Date.now() - 31 * 86_400_000).toISOString().slice(0, 7);
    expect(await run(["ledger", "close", month])).toMatchObject({
      code: 2,
      err: expect.stringContaining("A person closes a month: give --email"),
    });
    const email = "finance@example.test";
    const password = "a-long-enough-password";
    const added = ["user", "add", email, "--role", "finance", "--password-stdin"];
    expect(await run(added, { input: password })).toMatchObject({ code: 0 });
    const close = (given: string) =>
      run(["ledger", "close", month, "--email", email], { variables: { SIGNALBOX_PASSWORD: given } });
    expect(await close("another-long-password")).toMatchObject({
      code: 1,
      err: expect.stringContaining("is the e-mail address or the password wrong?"),
    });
    expect(await close(password)).toMatchObject({ code: 0, out: `${month} is closed.\n` });
    const again = await close(password);
    expect(again.code).toBe(1);
    expect(again.out + again.err).toContain(`${month} is closed already.`);
  });

  it("examines the server", async () => {
    const ended = await run(["doctor", "--json"]);
    expect(JSON.parse(ended.out).findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "the server", ok: true }),
        expect.objectContaining({ name: "token", ok: true }),
        expect.objectContaining({ name: "sources", ok: true }),
      ]),
    );
  });
});
