import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OutputPiece, OutputSink } from "./output-sink.ts";
import { readBook } from "./read-book.ts";
import { resolveCommand } from "./resolve-command.ts";
import { runCommand } from "./run-command.ts";
import type { RunbookBook } from "./runbook-book.ts";

let folder: string;
const me = userInfo().username;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "runbooks-"));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

/** A book of one command. */
async function book(entry: string): Promise<RunbookBook> {
  const path = write(
    "book.yaml",
    `version: 1\nrunbooks:\n  - {key: it, user: ${me}, destructive: false, ${entry}}\n`,
    0o644,
  );
  return readBook(path);
}

async function run(entry: string, given: Record<string, string> = {}, options: { signal?: AbortSignal } = {}) {
  const resolved = resolveCommand(await book(entry), { via: "command", runbook: "it", arguments: given });
  if (resolved.outcome !== "resolved") throw new Error(resolved.reason);
  const pieces: OutputPiece[] = [];
  const surroundings = { PASSED: "a-secret-of-the-worker", KEPT_BACK: "another-secret" };
  const output = new OutputSink({
    bytesMax: resolved.command.outputBytesMax,
    secrets: resolved.command.passEnv.map((name) => surroundings[name as "PASSED"] ?? ""),
    write: async (written) => void pieces.push(...written),
  });
  const result = await runCommand(resolved.command, { output, surroundings, ...options });
  await output.end();
  const text = (stream: string) => pieces.flatMap((piece) => (piece.stream === stream ? [piece.text] : [])).join("");
  return { result, out: text("out"), err: text("err"), note: text("note"), pieces };
}

const sh = (script: string) => `argv: [/bin/sh, -c, '${script}']`;

describe("runCommand", () => {
  it("gives the exit code, and what was printed where it was printed", async () => {
    const { result, out, err } = await run(sh("echo hello; echo trouble >&2; exit 3"));
    expect(result).toMatchObject({ result: "answered", answer: { status: 3 } });
    expect([out, err]).toEqual(["hello\n", "trouble\n"]);
  });

  it("gives an argument as one, whatever it holds: there is no shell", async () => {
    const echo = `argv: [/bin/echo, "{what}"], parameters: {what: {type: text, pattern: ".*"}}`;
    const { out } = await run(echo, { what: "$(id); `id` && id | id > /tmp/x '\"*" });
    expect(out).toBe("$(id); `id` && id | id > /tmp/x '\"*\n");
  });

  it("has a clean environment: what the file says, what it passes on, and nothing else", async () => {
    const { out } = await run(`argv: [/usr/bin/env], env: {MODE: soft}, passEnv: [PASSED], cwd: /`);
    const names = out.split("\n").flatMap((line) => line.match(/^[^=]+/) ?? []);
    expect(names.toSorted()).toEqual(["HOME", "LANG", "LOGNAME", "MODE", "PASSED", "PATH", "USER"]);
    expect(out).toContain("MODE=soft");
    expect(out).toContain("PASSED=[redacted]");
  });

  it("runs in the folder that the file names, and with the rights of whom it names", async () => {
    const { out } = await run(`${sh("pwd; id -un")}, cwd: ${tmpdir()}`);
    expect(out).toBe(`${tmpdir()}\n${me}\n`);
  });

  it.runIf(userInfo().uid === 0)("gives away the rights of root, and runs nothing as root by mistake", async () => {
    const path = write(
      "users.yaml",
      `version: 1\nrunbooks:\n  - {key: it, user: nobody, destructive: false, argv: [/bin/sh, -c, "id -un; id -Gn; touch ${folder}/mine"]}\n  - {key: nobodys, destructive: false, argv: [/bin/true]}\n`,
      0o644,
    );
    const read = await readBook(path);
    expect(read.runbooks[1]?.problem).toContain("say with user whose rights it gets");
    const resolved = resolveCommand(read, { via: "command", runbook: "it", arguments: {} });
    if (resolved.outcome !== "resolved") throw new Error(resolved.reason);
    const pieces: OutputPiece[] = [];
    const output = new OutputSink({
      bytesMax: 1_000,
      secrets: [],
      write: async (written) => void pieces.push(...written),
    });
    const result = await runCommand(resolved.command, { output, surroundings: {} });
    await output.end();
    expect(result).toMatchObject({ answer: { status: 1 } });
    const out = pieces.flatMap(({ stream, text }) => (stream === "out" ? [text] : [])).join("");
    expect(out).toBe("nobody\nnogroup\n");
  });

  it("hides a secret that is printed in two halves", async () => {
    const { out } = await run(
      `argv: [/bin/sh, -c, 'printf a-secret-of; sleep 0.4; echo -the-worker'], passEnv: [PASSED]`,
    );
    expect(out).toBe("[redacted]\n");
  });

  it("is ended when its time is up, with all that it started", async () => {
    const { result } = await run(`${sh("sleep 60 & sleep 60")}, timeout: 1s`);
    expect(result).toMatchObject({ result: "failed", outcome: { outcome: "permanent", reason: "timed-out" } });
  });

  it("ends though what it left behind still holds its output open", async () => {
    const startedAt = Date.now();
    const { result, out } = await run(sh('trap "" TERM; sleep 60 & echo started'));
    expect(result).toMatchObject({ result: "answered", answer: { status: 0 } });
    expect(out).toBe("started\n");
    expect(Date.now() - startedAt).toBeLessThan(30_000);
  });

  it("is of unknown outcome where the worker is stopped meanwhile", async () => {
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 200);
    const { result } = await run(sh("sleep 60"), {}, { signal: stopping.signal });
    expect(result).toMatchObject({ result: "failed", outcome: { outcome: "unknown" } });
  });

  it("keeps so much of what is printed, and the last of the rest", async () => {
    const { out, note } = await run(
      `${sh('head -c 20000 /dev/zero | tr "\\\\0" x; echo; echo the end')}, outputMax: 1024`,
    );
    expect(out.startsWith("x".repeat(1024))).toBe(true);
    expect(out.endsWith("the end\n")).toBe(true);
    expect(out.length).toBeLessThan(6_000);
    expect(note).toContain("more bytes were printed than are kept");
  });

  it("hands on what is printed while it runs", async () => {
    const { pieces } = await run(sh("echo one; sleep 0.6; echo two"));
    expect(pieces.length).toBeGreaterThan(1);
  });

  it("does not run what was changed since it was looked at", async () => {
    const script = write("fix.sh", "#!/bin/sh\necho fine\n");
    const read = await book(`argv: [${script}]`);
    const resolved = resolveCommand(read, { via: "command", runbook: "it", arguments: {} });
    if (resolved.outcome !== "resolved") throw new Error(resolved.reason);
    write("fix.sh", "#!/bin/sh\necho evil\n");
    const output = new OutputSink({ bytesMax: 1_000, secrets: [], write: async () => {} });
    expect(await runCommand(resolved.command, { output, surroundings: {} })).toMatchObject({
      result: "failed",
      outcome: { outcome: "permanent", detail: expect.stringContaining("was changed just now") },
    });
  });

  it("says why a command can't be run", async () => {
    const gone = await book("argv: [/bin/sh-that-is-not-there]");
    expect(gone.runbooks[0]?.problem).toContain("there is no file");
    const other = await book(`argv: [/bin/sh], sha256: "${"0".repeat(64)}"`);
    expect(other.runbooks[0]?.problem).toContain("is not what the file says");
  });
});

describe("readBook", () => {
  it("names the line of what is wrong, and what it knows of a file that is not there", async () => {
    const path = write("wrong.yaml", "version: 1\nrunbooks:\n  - {key: a, argv: [ls], destructive: false}\n", 0o644);
    expect((await readBook(path)).problem).toContain("line 3: runbooks.0.argv.0: the executable is an absolute path");
    expect((await readBook("/nowhere/at/all.yaml")).problem).toBe("there is no file /nowhere/at/all.yaml");
  });

  it("refuses a file that others can write, and an executable that they can", async () => {
    const path = write("open.yaml", "version: 1\nrunbooks: []\n", 0o666);
    expect((await readBook(path)).problem).toContain("can be written by others");
    const script = write("open.sh", "#!/bin/sh\n", 0o777);
    expect((await book(`argv: [${script}]`)).runbooks[0]?.problem).toContain("can be written by others");
  });

  it("hashes the executable and every file that the command names", async () => {
    const script = write("named.sh", "echo hi\n", 0o644);
    const read = await book(`argv: [/bin/sh, ${script}, "{x}", /nowhere], parameters: {x: {type: choice, of: [a]}}`);
    expect(read.runbooks[0]?.files.map(({ path }) => path)).toEqual(["/bin/sh", script]);
    write("named.sh", "echo ho\n", 0o644);
    const again = await book(`argv: [/bin/sh, ${script}, "{x}", /nowhere], parameters: {x: {type: choice, of: [a]}}`);
    expect(again.runbooks[0]?.files[1]?.sha256).not.toBe(read.runbooks[0]?.files[1]?.sha256);
  });
});
