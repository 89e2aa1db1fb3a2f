import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRunning, stopPostmaster } from "./postmaster.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./start-embedded-postgres.ts";

let parent: string;
let dataDir: string;
const started: EmbeddedPostgres[] = [];
let lines: string[];

const start = async (folder = dataDir): Promise<EmbeddedPostgres> => {
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: (line) => lines.push(line) });
  started.push(postgres);
  return postgres;
};
const ask = async (url: string, text: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return Object.values((await client.query(text)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
};

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "embedded postgres-"));
  chmodSync(parent, 0o755);
  dataDir = join(parent, "data dir");
  lines = [];
});

afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  const location = join(dataDir, "postgres.location");
  if (existsSync(location)) rmSync(readFileSync(location, "utf8").trim(), { recursive: true, force: true });
  rmSync(parent, { recursive: true, force: true });
});

describe("startEmbeddedPostgres", () => {
  it("runs durably, with checksums, on loopback with a password that only its owner can read", async () => {
    const postgres = await start();
    const { port, password } = JSON.parse(readFileSync(join(dataDir, "postgres.json"), "utf8"));
    expect(statSync(join(dataDir, "postgres.json")).mode & 0o777).toBe(0o600);
    for (const setting of ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"]) {
      expect(await ask(postgres.url, `show ${setting}`), setting).toBe("on");
    }
    expect(await ask(postgres.url, "show listen_addresses")).toBe("127.0.0.1");
    expect(await ask(postgres.url, "show server_encoding")).toBe("UTF8");
    const wrong = postgres.url.replace(password, "wrong");
    await expect(ask(wrong, "select 1")).rejects.toThrow("password authentication failed");
    expect(new URL(postgres.url).port).toBe(String(port));
    expect(lines.at(-1)).toBe("Made a new database");
  });

  it("starts again on the same port, and says nothing new, in a second or two", async () => {
    const first = await start();
    await first.stop();
    lines = [];
    const before = Date.now();
    const second = await start();
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(second.url).toBe(first.url);
    expect(lines).toEqual([]);
  });

  it("brings the server back when it dies", async () => {
    const postgres = await start();
    await ask(postgres.url, "create table kept (id integer)");
    const pid = postgres.pid();
    process.kill(pid, "SIGKILL");
    await expect.poll(() => postgres.pid(), { timeout: 60_000 }).not.toBe(pid);
    expect(await ask(postgres.url, "select count(*)::int from kept")).toBe(0);
    expect(lines.join("\n")).toContain("The database server ended (SIGKILL)");
  });

  it("stops a server that a killed start left behind, and keeps what it had committed", async () => {
    const module = fileURLToPath(new URL("./start-embedded-postgres.ts", import.meta.url));
    const script = `import { startEmbeddedPostgres } from ${JSON.stringify(module)};
      const postgres = await startEmbeddedPostgres({ dataDir: process.argv[1], log: () => {} });
      console.log(JSON.stringify([postgres.url, postgres.pid()]));`;
    const owner = spawn(process.execPath, ["--input-type=module", "-e", script, dataDir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [url, pid] = JSON.parse(String((await owner.stdout.iterator().next()).value));
    await ask(url, "create table kept as select 7 as id");
    owner.kill("SIGKILL");
    await new Promise((resolve) => owner.once("close", resolve));
    expect(isRunning(pid)).toBe(true);
    const postgres = await start();
    expect(isRunning(pid)).toBe(false);
    expect(await ask(postgres.url, "select id from kept")).toBe(7);
    expect(lines.join("\n")).toContain(`left behind (pid ${pid})`);
  });

  it("recovers when the postmaster itself was killed a moment ago", async () => {
    const first = await start();
    await ask(first.url, "create table kept as select 7 as id");
    const pid = first.pid();
    const stopped = first.stop();
    process.kill(pid, "SIGKILL");
    await stopped;
    expect(await ask((await start()).url, "select id from kept")).toBe(7);
  });

  it("takes another port when the kept one is in use", async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
    await new Promise((resolve) => squatter.once("listening", resolve));
    const second = await start();
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(await ask(second.url, "select 1")).toBe(1);
    squatter.close();
  });

  it("makes the database anew when an earlier initdb was cut short", async () => {
    mkdirSync(join(dataDir, "postgres.unfinished", "base"), { recursive: true });
    expect(await ask((await start()).url, "select 1")).toBe(1);
  });

  it("stops for good although the server had died", async () => {
    const postgres = await start();
    await stopPostmaster(postgres.pid());
    await postgres.stop();
    expect(isRunning(postgres.pid())).toBe(false);
  });

  describe.runIf(process.getuid?.() === 0)("as root, below a folder that others can't enter", () => {
    beforeEach(() => {
      chmodSync(parent, 0o700);
    });

    it("keeps the cluster in /var/lib/signalbox, and both folders name each other", async () => {
      const postgres = await start();
      const home = readFileSync(join(dataDir, "postgres.location"), "utf8").trim();
      expect(home).toMatch(/^\/var\/lib\/signalbox\/[0-9a-f]{16}$/);
      expect(statSync(home).mode & 0o777).toBe(0o700);
      expect(readFileSync(join(home, "data-dir.location"), "utf8").trim()).toBe(dataDir);
      expect(await ask(postgres.url, "show data_directory")).toBe(join(home, "cluster"));
      expect(lines[0]).toContain(home);
    });

    it("runs whatever the umask of the shell", async () => {
      const before = process.umask(0o077);
      try {
        expect(await ask((await start()).url, "select 1")).toBe(1);
      } finally {
        process.umask(before);
      }
    });

    it("goes along with a data folder that was moved, and refuses a copy of it", async () => {
      const first = await start();
      await ask(first.url, "create table kept as select 7 as id");
      await first.stop();
      cpSync(dataDir, join(parent, "copy"), { recursive: true });
      await expect(start(join(parent, "copy"))).rejects.toThrow(/is a copy/);
      renameSync(dataDir, join(parent, "moved"));
      dataDir = join(parent, "moved");
      expect(await ask((await start()).url, "select id from kept")).toBe(7);
    });
  });
});
