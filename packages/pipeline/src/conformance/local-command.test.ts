import { connectionKindByKey } from "@signalbox/connections";
import { describe, expect, it } from "vitest";

const subject = { kind: "local-command", config: { approvers: 2, approvalWithin: "5m", coolDown: "1h", atOnce: 3 } };
const kind = connectionKindByKey(subject.kind)!;
const config = kind.configSchema.parse(subject.config);
const input = (action: object) => ({
  config,
  idempotencyKey: "sbx-a-send-1",
  scope: { action },
  obligation: null,
  now: 0,
});

// What runs is shown by the tests of runbooks, against real commands.
describe("a local command", () => {
  it("names a runbook of the file with its arguments, and never a command", () => {
    const planned = kind.plan(
      "send",
      input({ runbook: "restart", arguments: { unit: "web", other: 7 }, argv: ["sh"] }),
    );
    expect(planned).toEqual({
      outcome: "planned",
      request: { via: "command", runbook: "restart", arguments: { unit: "web" } },
    });
    expect(kind.plan("send", input({}))).toMatchObject({ outcome: "not-possible" });
    expect(kind.plan("create", input({ runbook: "restart" }))).toMatchObject({ outcome: "not-possible" });
  });

  it("believes the exit code", () => {
    const ended = (status: number) =>
      kind.interpret("send", { status, headers: {}, body: "", bodyCut: false }, input({ runbook: "restart" }));
    expect(ended(0)).toMatchObject({ step: "run", state: "succeeded" });
    expect([1, 2, 127, 200, 255].map((status) => ended(status))).toMatchObject(
      Array.from({ length: 5 }, () => ({ step: "run", state: "failed" })),
    );
  });

  it("has the limits that it is given, and careful ones where it is given none", () => {
    expect(kind.remediation!(config)).toMatchObject({
      approvers: 2,
      approvalWithinMs: 300_000,
      coolDownMs: 3_600_000,
      atOnce: 3,
      runbooks: null,
    });
    expect(kind.remediation!(kind.configSchema.parse({}))).toMatchObject({
      approvers: 1,
      approvalWithinMs: 900_000,
      coolDownMs: 600_000,
      atOnce: 1,
    });
    for (const wrong of [
      { approvers: 3 },
      { approvers: 0 },
      { atOnce: 0 },
      { approvalWithin: "1s" },
      { command: "sh" },
    ]) {
      expect(kind.configSchema.safeParse(wrong).success).toBe(false);
    }
  });
});
