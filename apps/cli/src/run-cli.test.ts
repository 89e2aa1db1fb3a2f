import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "./connect.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "signalbox-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: string[], env: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    env,
    print: (text) => void out.push(text),
    pour: async (bytes) => {
      for await (const part of bytes) out.push(String(part));
    },
    note: (text) => void err.push(text),
    server: () => connect(env),
    resolvePath: (path) => resolve(folder, path),
    readInput: async () => "",
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe("runCli, usage", () => {
  it.each([
    [["nonsense"], 'There is no command "nonsense". `signalbox help` lists the commands.'],
    [
      ["ledger", "import"],
      'There is no command "ledger import": did you mean ledger export or ledger verify or ledger close?',
    ],
    [["check"], "Something is missing. Usage: signalbox check FILE"],
    [["check", "a", "b"], '"b" is too much. Usage: signalbox check FILE'],
    [["check", "a", "--wat"], "Unknown option '--wat'"],
    [["deliveries", "--limit", "0"], '--limit is a whole number from 1 to 5000, not "0".'],
    [["deliveries", "--state", "lost"], "--state is one of received, processed, ignored, failed"],
    [["ledger", "export", "--period", "2026-13"], "--period is a month such as 2026-11"],
    [["send-test", "x", "--kind", "boom"], "--kind is one of open, resolve, test"],
    [["user", "add", "a@example.test"], "--role viewer|ops|approver|finance|admin"],
    [["token", "add", "ci", "--role", "king"], "--role is one of viewer"],
  ])("says what is wrong with %j, and ends with 2", async (args, message) => {
    const ended = await run(args);
    expect(ended).toMatchObject({ code: 2, out: "" });
    expect(ended.err).toContain(message);
  });

  it("says it as JSON where that was asked for", async () => {
    const ended = await run(["check", "--json"]);
    expect(ended).toMatchObject({ code: 2, err: "" });
    expect(JSON.parse(ended.out)).toEqual({ error: { message: "Something is missing. Usage: signalbox check FILE" } });
  });

  it("helps with all commands and with one", async () => {
    expect(await run(["help"])).toMatchObject({ code: 0, out: expect.stringContaining("plan FILE [--prune]") });
    expect(await run(["send-test", "--help"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("Usage: signalbox send-test SOURCE"),
    });
    expect((await run([])).code).toBe(2);
  });
});

describe("runCli, where the database is away", () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.method!);
    const answers = request.method === "GET" && asked.length > 2;
    response.writeHead(answers ? 200 : 503, { "content-type": "application/json", "retry-after": "0" });
    response.end(answers ? '{"items":[],"nextCursor":null,"scanned":0}' : "{}");
  });
  beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
  beforeEach(() => void asked.splice(0));
  afterAll(() => server.close());
  const env = () => ({ SIGNALBOX_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

  it("asks again for what it only reads", async () => {
    expect(await run(["deliveries", "--json"], env())).toEqual({ code: 0, out: '{"items":[]}', err: "" });
    expect(asked).toEqual(["GET", "GET", "GET"]);
  });

  it("does not repeat what changes something", async () => {
    expect(await run(["drill", "run", "checkout"], env())).toMatchObject({ code: 1 });
    expect(asked).toEqual(["POST"]);
  });
});

describe("runCli, without a server", () => {
  it.each(["http://", "ftp://x", "nonsense"])("refuses SIGNALBOX_URL=%s", async (SIGNALBOX_URL) => {
    const ended = await run(["sources"], { SIGNALBOX_URL });
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.err).toContain("is no http(s) URL");
  });

  it("says where it looked, and what to do", async () => {
    const ended = await run(["sources"], { SIGNALBOX_URL: "http://127.0.0.1:1/" });
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err).toContain("Signalbox can't be reached at http://127.0.0.1:1.");
    expect(JSON.parse((await run(["doctor", "--json"], { SIGNALBOX_URL: "http://127.0.0.1:1" })).out)).toMatchObject({
      ok: false,
      findings: [{ name: "the server", ok: false }],
    });
  });
});

describe("runCli, check", { timeout: 30_000 }, () => {
  const rule = (when: string) => `version: 1
connections:
  - {key: pager, kind: page-webhook, url: "http://127.0.0.1:9100/pages", secret: {env: PAGER_SECRET}}
rules:
  - key: night
    when: ${when}
    do: [{page: {connection: pager}}]
`;

  it("finds nothing wrong, without a variable", async () => {
    writeFileSync(join(folder, "good.yaml"), rule('event.severity == "critical"'));
    expect(await run(["check", "good.yaml"])).toEqual({ code: 0, out: "good.yaml: no errors", err: "" });
    expect(JSON.parse((await run(["check", "good.yaml", "--json"])).out)).toEqual({
      ok: true,
      problems: [],
      warnings: [],
    });
  });

  it("gives line and column of each problem", async () => {
    writeFileSync(join(folder, "bad.yaml"), rule("event.sevrity == 'high'"));
    const ended = await run(["check", "bad.yaml"]);
    expect(ended.code).toBe(1);
    expect(ended.out).toContain('bad.yaml:6:17: error: rules[0].when: "event" has no field "sevrity"');
    expect(ended.out).toContain("bad.yaml: 1 error");
  });

  it("can't steer the terminal by what stands in the file", async () => {
    writeFileSync(join(folder, "hostile.yaml"), rule('"evnt\\e[31m.x"'));
    expect((await run(["check", "hostile.yaml"])).out).not.toContain("\u001b");
  });

  it("says that there is no such file", async () => {
    expect(await run(["check", "none.yaml"])).toMatchObject({
      code: 1,
      err: `There is no file ${join(folder, "none.yaml")}.`,
    });
  });
});
