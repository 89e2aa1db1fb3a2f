import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { type ApiClient, createApiClient } from "@signalbox/contract";
import { queryRows } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type ChaosRun, startChaosRun } from "./chaos-run.ts";

const patience = { timeout: 30_000, interval: 50 };
const folder = mkdtempSync(join(tmpdir(), "chaos-runbooks-"));
const counted = join(folder, "counted");

let run: ChaosRun;
let client: ApiClient;
beforeAll(async () => {
  chmodSync(folder, 0o755);
  const file = join(folder, "runbooks.yaml");
  const argv = `[/bin/sh, -c, 'echo ran >> ${counted}']`;
  writeFileSync(
    file,
    `version: 1\nrunbooks:\n  - {key: restart, user: ${userInfo().username}, argv: ${argv}, destructive: false, coolDown: 0s}\n`,
  );
  chmodSync(file, 0o644);
  run = await startChaosRun({ variables: { SIGNALBOX_RUNBOOKS: file } });
  client = createApiClient({ baseUrl: run.signalbox.apis[0]!.url, token: run.signalbox.apiToken });
  const text = `version: 1
connections: [{key: fixes, kind: local-command, coolDown: 0s}]
rules: [{key: fix, do: [{remediate: {connection: fixes, runbook: restart}}]}]
`;
  expect(await client.applyConfig({ body: { text } })).toMatchObject({ ok: true });
});
afterAll(async () => {
  await run?.end();
  rmSync(folder, { recursive: true, force: true });
});

const times = () => (existsSync(counted) ? readFileSync(counted, "utf8").trim().split("\n").length : 0);
const remedies = () =>
  queryRows<{ id: string; state: string }>(
    run.databaseUrl,
    "select id, state from actions where kind = 'remediate' order by made_at desc limit 1",
  );

describe("D9 kill -9 of the worker between the claim of a command and its record", () => {
  it.each([
    ["run.beforeCommand", 0],
    ["run.afterCommand", 1],
  ])("at %s: a person is asked, and nothing runs again", async (failpoint, ranBefore) => {
    onTestFailed(() => console.log(run.signalbox.lastLines()));
    rmSync(counted, { force: true });
    const [worker] = run.signalbox.workers;
    await worker!.restart(`${failpoint}:kill@1`);
    await client.sendTestEvent({ params: { key: "anyping" }, body: { kind: "open", key: `killed-at-${failpoint}` } });
    expect(await worker!.ended()).toBe("SIGKILL");
    expect(times()).toBe(ranBefore);
    // Its lease is over; in life that takes the command's limit and half a minute.
    await queryRows(run.databaseUrl, "update actions set lease_until = now() where state = 'running'");
    await worker!.restart();
    await expect.poll(remedies, patience).toMatchObject([{ state: "unknown" }]);
    const [action] = await remedies();
    const waiting = (await client.listApprovals()).items.filter(({ waitsFor }) => waitsFor === "unknown-outcome");
    expect(waiting.map(({ action: { kind } }) => kind)).toContain("remediate");
    expect(await queryRows(run.databaseUrl, `select result from runs where action_id = '${action!.id}'`)).toEqual([
      { result: "unknown" },
    ]);
    const open = await queryRows(run.databaseUrl, "select kind from failures where status = 'open'");
    expect(open).toContainEqual({ kind: "action-unknown" });
    // Whoever orders it again does not make it run: that takes the yes of an approver.
    const [undecided] = waiting.filter(({ action: { kind } }) => kind === "remediate").slice(-1);
    await client.retryAction({ params: { id: undecided!.id } });
    await expect.poll(remedies, patience).toMatchObject([{ state: "needs_approval" }]);
    expect(times()).toBe(ranBefore);
  });
});
