import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Program, startProgram } from "./program-under-test.ts";

const isRoot = process.getuid?.() === 0;
const repository = fileURLToPath(new URL("../../../../", import.meta.url));

let folder: string;
const programs: Program[] = [];

const start = (variables: NodeJS.ProcessEnv = {}, more: Partial<Parameters<typeof startProgram>[0]> = {}): Program => {
  const program = startProgram({ variables: { PORT: "0", DATA_DIR: join(folder, "data dir"), ...variables }, ...more });
  programs.push(program);
  return program;
};
const makeFolder = (parent: string, mode: number): string => {
  const made = mkdtempSync(join(parent, "signalbox test "));
  chmodSync(made, mode);
  return made;
};
const databaseUrl = (): string => {
  const { port, password } = JSON.parse(readFileSync(join(folder, "data dir", "postgres.json"), "utf8"));
  return `postgres://signalbox:${password}@127.0.0.1:${port}/signalbox`;
};
const ask = async (text: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: databaseUrl() });
  await client.connect();
  try {
    return Object.values((await client.query(text)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
};
const statusOf = (address: string, path: string): Promise<number> =>
  fetch(address + path).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.status;
    },
    () => 0,
  );
const clusterFolder = (): string => {
  const location = join(folder, "data dir", "postgres.location");
  return existsSync(location)
    ? join(readFileSync(location, "utf8").trim(), "cluster")
    : join(folder, "data dir", "postgres");
};
const postgresPid = (): number => Number(readFileSync(join(clusterFolder(), "postmaster.pid"), "utf8").split("\n")[0]);
const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
const isAlive = (pid: number): boolean => /\) [^Z]/.test(readIfThere(`/proc/${pid}/stat`));
const childrenOf = (pid: number): { pid: number; role: string }[] =>
  readIfThere(`/proc/${pid}/task/${pid}/children`)
    .split(" ")
    .filter((child) => readIfThere(`/proc/${child}/cmdline`).includes("server.js"))
    .map((child) => {
      const role = /SIGNALBOX_ROLE=(\w+)/.exec(readIfThere(`/proc/${child}/environ`))?.[1] ?? "";
      return { pid: Number(child), role };
    });

const clean = async (): Promise<void> => {
  for (const program of programs.splice(0)) {
    program.killGroup("SIGTERM");
    await program.ended();
  }
  if (existsSync(join(clusterFolder(), "postmaster.pid"))) process.kill(postgresPid(), "SIGQUIT");
  const location = join(folder, "data dir", "postgres.location");
  if (existsSync(location)) rmSync(readFileSync(location, "utf8").trim(), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
};
const says = (program: Program, line: string): Promise<void> =>
  expect.poll(() => program.lines.join("\n"), { timeout: 60_000 }).toContain(line);

// One life of one installation, told in order: each step goes on from the one before.
describe("npm start's program", () => {
  let program: Program;
  let address: string;

  beforeAll(async () => {
    folder = makeFolder(tmpdir(), 0o755);
    program = start();
    address = await program.ready();
  }, 120_000);
  afterAll(clean);

  it("serves with everything in one data folder", async () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await statusOf(address, "/healthz")).toBe(200);
    expect(await statusOf(address, "/readyz")).toBe(200);
    expect(statSync(join(folder, "data dir", "secret.key")).mode & 0o777).toBe(0o600);
    await ask("create table kept as select 7 as id");
  });

  it("tells a second start on the same folder who holds it", async () => {
    const second = start();
    expect(await second.ended()).toBe(1);
    const holder = `in use by another Signalbox: process ${program.pid}, running since`;
    expect(second.lines).toEqual([expect.stringContaining(holder)]);
  });

  it.each(["api", "worker"])("starts the %s process again when it dies", async (role) => {
    const victim = childrenOf(program.pid).find((child) => child.role === role);
    process.kill(victim?.pid ?? 0, "SIGKILL");
    await says(program, `The ${role} process runs again`);
    expect(program.lines.join("\n")).toContain(`The ${role} process ended (SIGKILL); starting it again`);
    expect(await statusOf(address, "/readyz")).toBe(200);
  });

  it("is ready again after Postgres was killed under it", async () => {
    process.kill(postgresPid(), "SIGKILL");
    await says(program, "The database server runs again");
    await expect.poll(() => statusOf(address, "/readyz"), { timeout: 60_000 }).toBe(200);
    expect(await ask("select id from kept")).toBe(7);
  });

  it("ends api and worker, then Postgres, on Ctrl-C", async () => {
    const children = childrenOf(program.pid);
    const postgres = postgresPid();
    expect(children.map((child) => child.role).sort()).toEqual(["api", "worker"]);
    const logFile = join(folder, "data dir", "postgres.log");
    const logStart = statSync(logFile).size;
    program.killGroup("SIGINT");
    expect(await program.ended()).toBe(0);
    expect([...children.map((child) => child.pid), postgres].filter(isAlive)).toEqual([]);
    const log = readFileSync(logFile).subarray(logStart).toString();
    expect(log).toContain("database system is shut down");
    // Nobody was still connected when Postgres was asked to end.
    expect(log).not.toContain("terminating connection due to administrator command");
    expect(existsSync(join(folder, "data dir", "signalbox.lock"))).toBe(false);
  });

  it("stops before it would encrypt with another key than the database's (K2)", async () => {
    const key = Buffer.alloc(32, 9).toString("base64");
    const other = start({ SIGNALBOX_SECRET_KEY: key });
    expect(await other.ended()).toBe(1);
    expect(other.lines).toEqual([expect.stringMatching(/^SIGNALBOX_SECRET_KEY is not the key that this database/)]);
    expect(other.lines.join("\n")).not.toContain(key);
  });

  it("starts again in seconds, with what it had, and makes nothing anew", async () => {
    const before = Date.now();
    program = start({ PORT: new URL(address).port });
    expect(await program.ready()).toBe(address);
    expect(Date.now() - before).toBeLessThan(30_000);
    expect(program.lines.join("\n")).not.toMatch(/Made|Applied/);
    expect(await ask("select id from kept")).toBe(7);
  });

  it("ends api and worker when the supervisor alone is killed", async () => {
    const children = childrenOf(program.pid);
    process.kill(program.pid, "SIGKILL");
    await expect.poll(() => children.filter((child) => isAlive(child.pid)), { timeout: 60_000 }).toEqual([]);
    expect(isAlive(postgresPid())).toBe(true);
  });

  it("lets one of several starts at once have the folder of a dead one, with its Postgres stopped in order", async () => {
    const leftOver = postgresPid();
    const rivals = [start(), start(), start()];
    const outcomes = await Promise.all(
      rivals.map((rival) =>
        Promise.race([rival.ready().then(() => "ready"), rival.ended().then((code) => `exit ${code}`)]),
      ),
    );
    expect(outcomes.toSorted()).toEqual(["exit 1", "exit 1", "ready"]);
    program = rivals[outcomes.indexOf("ready")] ?? program;
    expect(isAlive(leftOver)).toBe(false);
    expect(await ask("select id from kept")).toBe(7);
  });

  it("loses nothing when the whole tree is killed, and needs nobody to start again on the same port", async () => {
    const { port } = new URL(await program.ready());
    const children = childrenOf(program.pid);
    await ask("insert into kept values (8) returning id");
    program.killGroup("SIGKILL");
    await program.ended();
    program = start({ PORT: port });
    await program.ready();
    expect(children.filter((child) => isAlive(child.pid))).toEqual([]);
    expect(await ask("select count(*)::int from kept")).toBe(2);
  });
});

describe.runIf(isRoot)("npm start's program, where the folder is somebody's alone", () => {
  afterEach(clean);

  it("runs as root in a path with a space below root's home", async () => {
    folder = makeFolder(homedir(), 0o700);
    const program = start();
    expect(await statusOf(await program.ready(), "/readyz")).toBe(200);
    expect(statSync(clusterFolder()).uid).not.toBe(0);
  });

  it("runs as an ordinary user in a temporary folder with a space", async () => {
    const nobody = { uid: 65_534, gid: 65_534 };
    folder = makeFolder("/tmp", 0o700);
    chownSync(folder, nobody.uid, nobody.gid);
    const copy = canEnterRepository(nobody) ? null : copyRepository();
    try {
      const program = start({ HOME: folder, TMPDIR: folder }, { as: nobody, program: programIn(copy ?? repository) });
      expect(await statusOf(await program.ready(), "/readyz")).toBe(200);
      expect(statSync(clusterFolder()).uid).toBe(nobody.uid);
      program.killGroup("SIGINT");
      expect(await program.ended()).toBe(0);
    } finally {
      if (copy) rmSync(copy, { recursive: true, force: true });
    }
  });
});

describe("a start that can't be", () => {
  beforeEach(() => {
    folder = makeFolder(tmpdir(), 0o755);
  });
  afterEach(clean);

  it("names the port that is taken", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => squatter.once("listening", resolve));
    const { port } = squatter.address() as { port: number };
    const program = start({ PORT: String(port) });
    expect(await program.ended()).toBe(1);
    expect(program.lines).toEqual([`port ${port} on 127.0.0.1 is taken by another program: set PORT to a free one`]);
    squatter.close();
  });

  it("names all wrong variables at once, and no value", async () => {
    const program = start({ PORT: "x", SIGNALBOX_API_TOKEN: "hush", LOG_LEVEL: "loud", HOST: "0.0.0.0" });
    expect(await program.ended()).toBe(1);
    expect(program.lines.map((line) => line.split(" ")[0])).toEqual([
      "HOST",
      "LOG_LEVEL",
      "PORT",
      "SIGNALBOX_API_TOKEN",
    ]);
    expect(program.lines.join("\n")).not.toMatch(/hush|loud/);
  });

  it("names a data folder that can't be written", async () => {
    writeFileSync(join(folder, "a file"), "");
    const program = start({ DATA_DIR: join(folder, "a file", "data") });
    expect(await program.ended()).toBe(1);
    expect(program.lines).toEqual([expect.stringMatching(/^DATA_DIR .* can't be written \(ENOTDIR\)$/)]);
  });

  it("does not take an argument that it does not know", async () => {
    const program = start({}, { args: ["--practise"] });
    expect(await program.ended()).toBe(2);
    expect(program.lines.join("\n")).toContain("--practise is not known");
  });
});

function canEnterRepository(user: { uid: number; gid: number }): boolean {
  return (
    spawnSync("/bin/sh", ["-c", 'cd -- "$1" && test -x "$2"', "sh", repository, process.execPath], user).status === 0
  );
}

// Hard links: the packages would take a while to copy.
function copyRepository(): string {
  const copy = mkdtempSync(join("/tmp", "signalbox program "));
  chmodSync(copy, 0o755);
  const parts = ["node_modules", "dist", "apps", "packages", "migrations", "package.json", "pnpm-workspace.yaml"];
  execFileSync("/bin/sh", ["-c", 'cp -al -- "$@" 2>/dev/null || cp -a -- "$@"', "sh", ...parts, copy], {
    cwd: repository,
  });
  return copy;
}

function programIn(root: string): { node: string; main: string } {
  const node = root === repository ? process.execPath : join(root, "node_modules", "node", "bin", "node");
  return { node, main: join(root, "dist", "server.js") };
}
