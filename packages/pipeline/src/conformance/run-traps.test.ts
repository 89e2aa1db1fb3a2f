import { awxAccess, rundeckAccess, startAutomationServer, startAwx, startRundeck } from "@signalbox/testkit";
import { describe, expect, it } from "vitest";
import { driveKind } from "./drive-kind.ts";

const kept = { kept: true } as const;
const parameters = { host: { type: "text", pattern: "[a-z0-9-]+" } };
const scope = { action: { runbook: "restart", arguments: { host: "checkout-1" } } };

describe("Rundeck", () => {
  const configOf = (baseUrl: string) => ({
    baseUrl,
    token: kept,
    runbooks: [{ key: "restart", job: rundeckAccess.job, destructive: true, parameters }],
  });

  it("did not start what it answers with a conflict, and leaves to a person what it runs again by itself", async () => {
    const server = await startRundeck();
    const driven = driveKind({ kind: "rundeck", config: configOf(server.url), secrets: rundeckAccess });
    server.allowOnce(true);
    await driven.step("send", { scope });
    expect(await driven.step("send", { scope })).toMatchObject({
      result: { outcome: "permanent", reason: "conflict", detail: expect.stringContaining("was not started") },
    });
    const [run] = server.runs();
    server.retryItself(true);
    server.end(run!.number, "failed");
    expect(await driven.step("read", { scope, externalId: String(run!.number) })).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("runs it again by itself") },
    });
    await driven.close();
    await server.stop();
  });

  it("is told apart by its test: a job that is not there, an API version that is too new", async () => {
    const server = await startRundeck();
    const trouble = async (change: object) => {
      const driven = driveKind({
        kind: "rundeck",
        config: { ...configOf(server.url), ...change },
        secrets: rundeckAccess,
      });
      const verdict = await driven.test();
      await driven.close();
      return verdict;
    };
    expect(await trouble({ runbooks: [{ key: "restart", job: "0f0f", destructive: false }] })).toMatchObject({
      trouble: "wrong-path",
      sentence: expect.stringContaining("no job 0f0f for restart"),
    });
    expect(await trouble({ apiVersion: 99 })).toMatchObject({
      trouble: "wrong-answer",
      sentence: expect.stringContaining("Unsupported API Version"),
    });
    await server.stop();
  });
});

describe("AWX", () => {
  const configOf = (url: string, template: number) => ({
    baseUrl: `${url}/api/v2`,
    token: kept,
    runbooks: [{ key: "restart", template, destructive: true, parameters }],
  });

  it("that ignores our variables runs something else: its test tells, and a person looks", async () => {
    const server = await startAwx();
    const config = configOf(server.url, awxAccess.silentTemplate);
    const driven = driveKind({ kind: "awx", config, secrets: { token: awxAccess.token } });
    expect(await driven.test()).toMatchObject({
      trouble: "wrong-setting",
      sentence: expect.stringContaining("asks for no variables at launch"),
    });
    const { number } = server.runs().at(-1) ?? { number: 387 };
    expect(await driven.step("send", { scope })).toMatchObject({
      result: { outcome: "unknown", detail: expect.stringContaining(`job ${number}, but took no notice of host`) },
    });
    await driven.close();
    await server.stop();
  });

  it("is believed to have ended once its output is there, or a minute later", async () => {
    const server = await startAwx();
    const config = configOf(server.url, awxAccess.template);
    const driven = driveKind({ kind: "awx", config, secrets: { token: awxAccess.token } });
    await driven.step("send", { scope });
    const [run] = server.runs();
    server.end(run!.number, "ok");
    server.holdEvents(true);
    const read = (laterMs: number) => driven.step("read", { scope, externalId: String(run!.number), laterMs });
    expect(await read(0)).toMatchObject({ step: "run", state: "running" });
    expect(await read(61_000)).toMatchObject({ step: "run", state: "succeeded" });
    server.holdEvents(false);
    expect(await read(0)).toMatchObject({ step: "run", state: "succeeded" });
    await driven.close();
    await server.stop();
  });
});

describe("an automation server by HTTP", () => {
  const configOf = (url: string, poll: object) => ({
    baseUrl: `${url}/api`,
    auth: { bearer: kept },
    start: {
      path: "/jobs/{{ action.target }}/runs",
      body: { host: "{{ action.arguments.host }}", count: 1 },
      id: "$.id",
    },
    poll: { path: "/runs/{{ obligation.externalId }}", done: 'answer.state != "running"', ok: "true", ...poll },
    runbooks: [{ key: "restart", target: "restart-service", destructive: true, parameters }],
  });

  it("believes its conditions: one that can't be asked of a run that goes on is asked again, of one that has ended a person looks", async () => {
    const server = await startAutomationServer();
    const secrets = { bearer: "automation-token-0123456789" };
    const read = async (poll: object) => {
      const driven = driveKind({ kind: "http-job", config: configOf(server.url, poll), secrets });
      await driven.step("send", { scope });
      const { number } = server.runs().at(-1)!;
      server.end(number, "failed");
      const told = await driven.step("read", { scope, externalId: `run-${number}` });
      await driven.close();
      return told;
    };
    expect(await read({ done: "answer.finished" })).toMatchObject({ result: { outcome: "retryable" } });
    expect(await read({ ok: "answer.result == 0" })).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("could not be asked") },
    });
    expect(await read({ ok: 'answer.state == "ok"', output: "$.message" })).toEqual({
      step: "run",
      state: "failed",
      detail: "it has ended there, and not well: no such host",
      output: "no such host",
    });
    await server.stop();
  });
});
