import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort, startTestCluster, type TestCluster } from "@signalbox/database/start";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Program, startProgram } from "./program-under-test.ts";

let cluster: TestCluster;
let folder: string;
let port: string;
const programs: Program[] = [];

const start = (variables: NodeJS.ProcessEnv = {}): Program => {
  const program = startProgram({
    variables: {
      PORT: port,
      DATA_DIR: folder,
      DATABASE_URL: cluster.url("signalbox"),
      SIGNALBOX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
      ...variables,
    },
  });
  programs.push(program);
  return program;
};
const statusOf = (path: string): Promise<number> =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.status;
    },
    () => 0,
  );
const onCluster = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: cluster.url() });
  await client.connect();
  await client.query(statement).finally(() => client.end());
};

beforeAll(async () => {
  cluster = await startTestCluster({ inMemory: true });
});
afterAll(() => cluster.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "signalbox test "));
  port = String(await findFreePort());
  await onCluster("create database signalbox");
});

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.killGroup("SIGTERM");
    await program.ended();
  }
  await cluster.restart({ fsync: "on", max_connections: "100" });
  await onCluster("drop database if exists signalbox with (force)");
  rmSync(folder, { recursive: true, force: true });
});

describe("on a Postgres of your own", () => {
  it("runs the whole program, and leaves the server running when it ends", async () => {
    const program = start();
    await program.ready();
    expect(await statusOf("/readyz")).toBe(200);
    program.killGroup("SIGINT");
    expect(await program.ended()).toBe(0);
    await onCluster("select 1");
  });

  it("lets one of three processes migrate when they start at once, and runs all three", async () => {
    const others = [await findFreePort(), await findFreePort()].map(String);
    const roles = [
      start({ SIGNALBOX_ROLE: "api" }),
      start({ SIGNALBOX_ROLE: "api", PORT: others[0] }),
      start({ SIGNALBOX_ROLE: "worker", PORT: others[1] }),
    ];
    await expect
      .poll(() => roles.filter((role) => /ready/.test(role.lines.join("\n"))).length, { timeout: 60_000 })
      .toBe(3);
    const told = roles.flatMap((role) => role.lines).filter((line) => line.includes("Applied"));
    expect(told).toHaveLength(1);
  });

  it("waits with /readyz red until Postgres is there, without an exit loop", async () => {
    cluster.kill("SIGINT");
    const program = start({ SIGNALBOX_ROLE: "api" });
    await expect.poll(() => program.lines.join("\n"), { timeout: 20_000 }).toContain("Waiting for PostgreSQL");
    expect(await statusOf("/healthz")).toBe(200);
    expect(await statusOf("/readyz")).toBe(503);
    await cluster.restart();
    await program.ready();
    await expect.poll(() => statusOf("/readyz"), { timeout: 20_000 }).toBe(200);
    // One line for each reason: a server refuses the connection first, and may say then that it starts up.
    const told = program.lines.filter((line) => line.includes("Waiting for PostgreSQL"));
    expect(told).toEqual([...new Set(told)]);
  });

  it("says that it waits, and ends on request meanwhile", async () => {
    cluster.kill("SIGINT");
    const program = start();
    await expect
      .poll(() => program.lines.join("\n"), { timeout: 20_000 })
      .toMatch(/Waiting for PostgreSQL at 127\.0\.0\.1:\d+: /);
    program.killGroup("SIGTERM");
    expect(await program.ended()).toBe(0);
  });

  it.each<[string, (url: string) => string, RegExp]>([
    ["password", (url) => url.replace(":test@", ":mistyped@"), /refuses: password authentication failed/],
    ["database", (url) => url.replace(/signalbox$/, "signalbocks"), /refuses: database "signalbocks" does not exist/],
  ])("refuses a wrong %s with one line that shows no password", async (_what, change, line) => {
    const program = start({ DATABASE_URL: change(cluster.url("signalbox")) });
    expect(await program.ended()).toBe(1);
    expect(program.lines).toEqual([expect.stringMatching(line)]);
    expect(program.lines.join("\n")).not.toContain("mistyped");
  });

  it("refuses a server that could lose what it acknowledged, or has too few connections (E7, E13)", async () => {
    await cluster.restart({ fsync: "off", max_connections: "10" });
    const program = start();
    expect(await program.ended()).toBe(1);
    expect(program.lines).toEqual([
      expect.stringMatching(/fsync is off/),
      expect.stringMatching(/max_connections is 10, at least \d+ are needed/),
    ]);
  });

  it("refuses synchronous_commit off, wherever it was set (E13)", async () => {
    await onCluster("alter database signalbox set synchronous_commit = off");
    const program = start();
    expect(await program.ended()).toBe(1);
    expect(program.lines).toEqual([expect.stringMatching(/synchronous_commit is off/)]);
  });
});
