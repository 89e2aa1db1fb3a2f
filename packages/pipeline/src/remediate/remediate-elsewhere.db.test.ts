import { appendJournal } from "@signalbox/database";
import { type RundeckImitation, rundeckAccess, startRundeck } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runSystems } from "../conformance/run-systems.ts";
import { retryAction } from "../failure/retry-action.ts";
import { openOutbound } from "../outbound/open-outbound.ts";
import { performAction } from "../perform/perform-action.ts";
import { keepNewOutput } from "./keep-new-output.ts";
import { type RemediationUnderTest, startRemediation } from "./remediation-under-test.ts";

const job = rundeckAccess.job;
const parameters = { host: { type: "choice", of: ["checkout-1", "checkout-2"], default: "checkout-1" } };
const config = (baseUrl: string, destructive: boolean) => ({
  baseUrl,
  token: { kept: true },
  timeout: "1s",
  coolDown: "0s",
  atOnce: 9,
  runFor: "1m",
  runbooks: [{ key: "restart", job, destructive, parameters }],
});

let world: RemediationUnderTest;
let server: RundeckImitation;
/** `careful` asks before it runs `restart`, `quick` does not. */
let careful: number;
let quick: number;
const outbound = openOutbound({
  allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port: null }],
  ownPorts: [],
  ownAddresses: [],
  ownHosts: [],
});
beforeAll(async () => {
  server = await startRundeck();
  world = await startRemediation();
  Object.assign(world.deps, { outbound });
  careful = await world.addConnection("rundeck", "rundeck", config(server.url, true));
  quick = await world.addConnection("quick", "rundeck", config(server.url, false));
  for (const id of [careful, quick]) await world.setSecret(id, "token", rundeckAccess.token);
});
beforeEach(async () => {
  server.behave({ mode: "normal" });
  for (const { number } of server.runs()) server.remove(number);
  await world.db.sql`delete from failures`;
});
afterAll(async () => {
  await world.stop();
  await outbound.close();
  await server.stop();
});

const perform = (id: string) => world.perform(id);
const host = { arguments: { host: "checkout-2" } };
const started = () => server.runs().at(-1)!.number;
/** Looks again and again, as its jobs do, until it has ended or waits for a person. */
const follow = (id: string) =>
  expect
    .poll(async () => (await perform(id)).outcome, { timeout: 10_000 })
    .toMatch(/^(done|fail|ask-person|ended|waits-for-person)$/);

describe("a remediation that runs at an automation server", () => {
  it("asks with the exact request, starts it once after a yes, is followed while it prints, and tells the ticket (G12)", async () => {
    const incident = await world.openIncident();
    const ticket = await world.order(incident, "ticket");
    await perform(ticket.actionId);
    const id = await world.remediate(incident, "restart", { ...host, connection: careful });
    expect(await perform(id)).toMatchObject({ outcome: "waits-for-person" });
    const [asked] = await world.db.sql<{ request: object }[]>`select request from approvals where action_id = ${id}`;
    expect(asked!.request).toEqual({
      via: "http",
      method: "POST",
      url: `${server.url}/api/41/job/${job}/run`,
      headers: { accept: "application/json", "content-type": "application/json" },
      body: '{"options":{"host":"checkout-2"}}',
      credentials: ["token"],
    });
    expect(server.runs()).toEqual([]);
    expect(await world.decide(await world.pending(id), "yes", "ada@example.test")).toEqual({ outcome: "approved" });
    expect(await perform(id)).toMatchObject({ outcome: "follow", reason: "Rundeck says: running" });
    expect(server.runs()).toMatchObject([{ values: { host: "checkout-2" } }]);
    const [run] = await world.runs(id);
    server.print(started(), "stopping checkout-2\nstar");
    const lookAgain = async () => {
      await perform(id);
      return world.printed(run!.id);
    };
    await expect.poll(lookAgain).toEqual(["out: stopping checkout-2"]);
    server.print(started(), "ting it\n");
    server.end(started(), "ok");
    await follow(id);
    expect(await world.action(id)).toMatchObject({ state: "done", reason: "Rundeck says: succeeded" });
    expect(await world.printed(run!.id)).toEqual(["out: stopping checkout-2", "out: starting it"]);
    expect(server.runs()).toHaveLength(1);
    expect(await world.runs(id)).toMatchObject([{ result: "succeeded" }]);
    await world.tellTickets();
    await world.drain();
    const comments = world.tickets().find(({ ref }) => ref === ticket.reference)?.comments ?? [];
    expect(comments.at(-1)?.text).toMatch(
      /^Remediation restart has succeeded after \d+ s: Rundeck says: succeeded\. It was allowed by ada@example\.test\.\n\nIts last lines:\nstopping checkout-2\nstarting it$/,
    );
    const [kept] = await world.db.sql<{ all: string }[]>`
      select coalesce(string_agg(request::text || coalesce(response_body, ''), ' '), '') as all from attempts where action_id = ${id}`;
    expect(kept!.all).not.toContain(rundeckAccess.token);
  });

  it("is void where its address, its job or what is sent has changed since the yes", async () => {
    const incident = await world.openIncident();
    const id = await world.remediate(incident, "restart", { ...host, connection: careful });
    await perform(id);
    for (const change of [
      { apiVersion: 40 },
      { runbooks: [{ key: "restart", job: "0f0f", destructive: true, parameters }] },
      {
        runbooks: [
          {
            key: "restart",
            job,
            destructive: true,
            parameters: { ...parameters, count: { type: "integer", least: 1, most: 9, default: "2" } },
          },
        ],
      },
    ]) {
      expect(await world.decide(await world.pending(id), "yes", "ada@example.test")).toEqual({ outcome: "approved" });
      const changed = { ...config(server.url, true), ...change };
      await world.db.sql`update connections set config = ${world.db.sql.json(changed as never)} where id = ${careful}`;
      expect(await perform(id)).toMatchObject({ outcome: "waits-for-person" });
    }
    expect((await world.approvals(id)).map(({ status }) => status)).toEqual(["void", "void", "void", "pending"]);
    expect(server.runs()).toEqual([]);
    await world.db
      .sql`update connections set config = ${world.db.sql.json(config(server.url, true) as never)} where id = ${careful}`;
  });

  it.each(["drop", "gateway", "slow"] as const)(
    "whose start's answer is lost (%s) is never started again by itself: a person is asked, and a yes is needed (D9)",
    async (mode) => {
      const incident = await world.openIncident();
      const id = await world.remediate(incident, "restart", { ...host, connection: quick });
      server.behave(mode === "slow" ? { mode, ms: 5_000 } : { mode }, 1);
      expect(await perform(id)).toMatchObject({ outcome: "ask-person" });
      expect(await world.action(id)).toMatchObject({ state: "unknown" });
      expect(await world.runs(id)).toMatchObject([{ result: "unknown" }]);
      expect(await world.failures()).toContain("action-unknown open");
      await world.drain();
      expect(await perform(id)).toMatchObject({ outcome: "waits-for-person" });
      expect(server.runs()).toHaveLength(1);
      const by = { actor: { actorKind: "person", actor: "ada@example.test" }, now: Date.now() } as const;
      await world.db.transaction((tx) => retryAction(tx, { ...by, actionId: id }));
      await perform(id);
      expect(await world.approvals(id)).toMatchObject([{ status: "pending" }]);
      expect(server.runs()).toHaveLength(1);
    },
  );

  it("goes on with another worker where one is lost while it is followed, and asks where it is lost at the start (D9)", async () => {
    const incident = await world.openIncident();
    const lose = async (id: string, at: string, round: number) => {
      let seen = 0;
      const failpoint = (name: string) => {
        if (name !== at) return;
        seen += 1;
        if (seen === round) throw new Error("killed");
      };
      await expect(performAction({ ...world.deps, failpoint }, { actionId: id })).rejects.toThrow("killed");
      await world.db.sql`update actions set lease_until = now() - interval '1 second' where id = ${id}`;
    };
    const followed = await world.remediate(incident, "restart", { ...host, connection: quick });
    await lose(followed, "action.afterSend", 2);
    server.end(started(), "ok");
    await follow(followed);
    expect(await world.runs(followed)).toMatchObject([{ result: "succeeded" }]);
    const lost = await world.remediate(incident, "restart", { ...host, connection: quick });
    await lose(lost, "action.afterSend", 1);
    expect(await perform(lost)).toMatchObject({ outcome: "waits-for-person" });
    expect(await world.runs(lost)).toMatchObject([{ result: "unknown" }]);
    expect(server.runs()).toHaveLength(2);
  });

  it("that is refused for its credentials did not run: it starts once there are others, by the same yes", async () => {
    const incident = await world.openIncident();
    const id = await world.remediate(incident, "restart", { ...host, connection: careful });
    await perform(id);
    await world.decide(await world.pending(id), "yes", "ada@example.test");
    await world.setSecret(careful, "token", "one-that-has-ended");
    expect(await perform(id)).toMatchObject({ outcome: "pause-connection" });
    expect(await world.action(id)).toMatchObject({ state: "waiting" });
    expect(await world.runs(id)).toEqual([]);
    expect(await world.failures()).toEqual(["connection-paused open"]);
    await world.setSecret(careful, "token", rundeckAccess.token);
    await world.db
      .sql`update connection_health set paused_at = null, paused_reason = null where connection_id = ${careful}`;
    await world.db.sql`update actions set next_try_at = now() where id = ${id}`;
    expect(await perform(id)).toMatchObject({ outcome: "follow" });
    server.end(started(), "ok");
    await follow(id);
    expect(server.runs()).toHaveLength(1);
    expect(await world.approvals(id)).toMatchObject([{ status: "approved" }]);
    expect(await world.journal(incident.id)).toEqual([
      "approval.asked",
      "approval.approved",
      "remediation.started",
      "remediation.not-started",
      "remediation.started",
      "remediation.succeeded",
    ]);
  });

  it("takes no yes of whoever wrote what its connection runs, and asks for one where they order it themselves", async () => {
    const changed = { at: Date.now(), actorKind: "person", actor: "Writer@example.test", details: {} } as const;
    await world.db.transaction(async (tx) => {
      for (const subjectId of ["rundeck", "quick"]) {
        await appendJournal(tx, { ...changed, verb: "connection.updated", subjectKind: "connection", subjectId });
      }
    });
    const incident = await world.openIncident();
    const id = await world.remediate(incident, "restart", { ...host, connection: careful });
    await perform(id);
    expect(await world.decide(await world.pending(id), "yes", "writer@example.test")).toEqual({
      outcome: "refused",
      why: "own",
      sentence: "You changed its connection last, and so what it runs: somebody else must say yes.",
    });
    const own = await world.remediate(incident, "restart", {
      ...host,
      connection: quick,
      orderedBy: "writer@EXAMPLE.test",
    });
    expect(await perform(own)).toMatchObject({ outcome: "waits-for-person" });
    expect(await world.decide(await world.pending(own), "yes", "writer@example.test")).toMatchObject({ why: "own" });
    expect(server.runs()).toEqual([]);
    const another = await world.remediate(incident, "restart", {
      ...host,
      connection: quick,
      orderedBy: "ada@example.test",
    });
    expect(await perform(another)).toMatchObject({ outcome: "follow" });
    await world.db.transaction(async (tx) => {
      for (const subjectId of ["rundeck", "quick"]) {
        const back = { ...changed, actor: "a file", actorKind: "system" } as const;
        await appendJournal(tx, { ...back, verb: "connection.updated", subjectKind: "connection", subjectId });
      }
    });
  });

  it("runs so many at once as its connection says, to their ends; two that fail in a row stop it, and that pages", async () => {
    const one = await world.addConnection("one-by-one", "rundeck", { ...config(server.url, false), atOnce: 1 });
    await world.setSecret(one, "token", rundeckAccess.token);
    const incident = await world.openIncident();
    const ordered: string[] = [];
    for (let n = 0; n < 3; n += 1)
      ordered.push(await world.remediate(incident, "restart", { ...host, connection: one }));
    const [first, second, third] = ordered as [string, string, string];
    expect(await perform(first)).toMatchObject({ outcome: "follow" });
    const waits = { outcome: "parked", reason: "another remediation is under way: it waits for one to end" };
    expect(await perform(second)).toMatchObject(waits);
    server.end(started(), "failed");
    await follow(first);
    await expect.poll(async () => (await perform(second)).outcome).toBe("follow");
    expect(server.runs()).toHaveLength(2);
    server.end(started(), "failed");
    await follow(second);
    expect(await world.failures()).toContain("remediation-stopped open");
    await follow(third);
    expect(await world.action(third)).toMatchObject({
      state: "cancelled",
      reason: expect.stringContaining("2 times in a row for Checkout API"),
    });
    expect(server.runs()).toHaveLength(2);
  });

  it("is not started for what is over, but what runs is followed to its end", async () => {
    const incident = await world.openIncident();
    const running = await world.remediate(incident, "restart", { ...host, connection: quick });
    await perform(running);
    const waiting = await world.remediate(incident, "restart", { ...host, connection: quick });
    await world.db.sql`update incidents set status = 'resolved', resolved_at = now() where id = ${incident.id}`;
    expect(await perform(waiting)).toMatchObject({ outcome: "ended", reason: "the incident was resolved meanwhile" });
    server.end(started(), "failed");
    await follow(running);
    expect(await world.action(running)).toMatchObject({ state: "failed", reason: "Rundeck says: failed on nodec" });
    expect(server.runs()).toHaveLength(1);
  });

  it("is left to a person when it runs for longer than it is followed, or is not there any more", async () => {
    const incident = await world.openIncident();
    const long = await world.remediate(incident, "restart", { ...host, connection: quick });
    await perform(long);
    // 1 min at 1/30.
    await world.db.sql`update runs set started_at = now() - interval '2 seconds' where action_id = ${long}`;
    await follow(long);
    expect(await world.action(long)).toMatchObject({
      state: "unknown",
      reason: expect.stringContaining("is not followed any longer"),
    });
    const gone = await world.remediate(incident, "restart", { ...host, connection: quick });
    await perform(gone);
    server.remove(started());
    await follow(gone);
    expect(await world.action(gone)).toMatchObject({ state: "unknown", reason: expect.stringContaining("404") });
    expect(await world.failures()).toEqual(["action-unknown open"]);
  });

  it("goes on being followed while its server is away, slow or behind a sign-in", async () => {
    const incident = await world.openIncident();
    const id = await world.remediate(incident, "restart", { ...host, connection: quick });
    await perform(id);
    const due = () => world.db.sql`update actions set next_try_at = now() where id = ${id}`;
    for (const mode of ["drop", "login-page", "gateway", "huge"] as const) {
      server.behave({ mode }, 1);
      await due();
      expect(await perform(id)).toMatchObject({ outcome: "follow" });
    }
    server.end(started(), "ok");
    await due();
    expect(await perform(id)).toMatchObject({ outcome: "done" });
    expect(server.runs()).toHaveLength(1);
  });
});

it.each(runSystems.map((system) => [system.kind, system] as const))(
  "goes the whole way at %s: a yes, one run with its arguments, what it prints, how it ended",
  async (kind, system) => {
    const there = await system.start();
    const connection = await world.addConnection(`the-${kind}`, kind, { ...system.config(there.url), coolDown: "0s" });
    for (const [field, value] of Object.entries(system.secrets)) await world.setSecret(connection, field, value);
    const incident = await world.openIncident();
    const id = await world.remediate(incident, "restart", {
      arguments: { host: "checkout-1", count: "3" },
      connection,
    });
    await perform(id);
    await world.decide(await world.pending(id), "yes", "ada@example.test");
    expect(await perform(id)).toMatchObject({ outcome: "follow" });
    const { number } = there.runs()[0]!;
    there.print(number, "one\ntwo\n");
    there.end(number, "failed");
    await follow(id);
    expect(there.runs()).toMatchObject([{ values: { host: "checkout-1", count: system.count } }]);
    const [run] = await world.runs(id);
    expect(run).toMatchObject({ result: "failed" });
    expect(await world.printed(run!.id)).toEqual(["out: one\ntwo"]);
    const [kept] = await world.db.sql<{ external_id: string }[]>`select external_id from runs where id = ${run!.id}`;
    expect(kept).toEqual({ external_id: system.idOf(number) });
    await there.stop();
  },
);

it("keeps what a run elsewhere prints once, however often it is looked at, and says where it ends", async () => {
  const incident = await world.openIncident();
  const id = await world.remediate(incident, "restart", { ...host, connection: quick });
  await perform(id);
  const [run] = await world.runs(id);
  const keep = (text: string, more = {}) =>
    world.db.transaction((tx) =>
      keepNewOutput(tx, run!.id, { text, isCut: false, isLast: false, ...more }, Date.now()),
    );
  let text = "";
  for (let line = 0; line < 60; line += 1) {
    text += `lïne ${line}\n`;
    await keep(`${text}half a secr`);
    await keep(text);
  }
  expect(await world.printed(run!.id)).toEqual(Array.from({ length: 60 }, (_, line) => `out: lïne ${line}`));
  await keep("it was rotated\n");
  await keep("it was rotated\nand goes on\n");
  expect((await world.printed(run!.id)).slice(60)).toEqual([
    "note: [what it printed so far reads differently now: all of it again]",
    "out: it was rotated",
    "out: and goes on",
  ]);
  const flood = `it was rotated\nand goes on\n${"é".repeat(300_000)}`;
  await keep(flood, { isLast: true });
  await keep(`${flood}more`, { isLast: true });
  const all = await world.printed(run!.id);
  expect(all.at(-1)).toBe("note: [more was printed than is kept: the rest can be read where it runs]");
  expect(all).toHaveLength(65);
  expect(all.at(-2)).toMatch(/^out: é+$/);
  const [kept] = await world.db.sql<{ bytes: number }[]>`
    select sum(octet_length(text))::int as bytes from run_output where run_id = ${run!.id} and stream = 'out'`;
  expect(kept!.bytes).toBeLessThanOrEqual(262_144);
});
