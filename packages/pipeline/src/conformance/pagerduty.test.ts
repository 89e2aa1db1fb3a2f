import { type PagerDutyImitation, startPagerDuty } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DrivenKind, driveKind } from "./drive-kind.ts";

const routingKey = "e93facc04764012d7bfb002500d5d1a6";
const apiToken = "u+read-only-token-of-tests";
let pagerduty: PagerDutyImitation;
let driven: DrivenKind;
beforeAll(async () => {
  pagerduty = await startPagerDuty({ routingKey, apiToken });
  const { url } = pagerduty;
  const config = { routingKey: { kept: true }, apiToken: { kept: true }, eventsUrl: url, apiUrl: url };
  driven = driveKind({ kind: "pagerduty", config, secrets: { routingKey, apiToken } });
});
beforeEach(() => pagerduty.setMaintenance(false));
afterAll(async () => {
  await driven.close();
  await pagerduty.stop();
});
const incident = (key: string) => pagerduty.incidents().find((one) => one.key === key);

describe("a page by PagerDuty", () => {
  it("triggers one alert however often it is sent, shows who took it over, and resolves it", async () => {
    const reference = "sbx-life";
    const made = await driven.step("create", { reference });
    expect(made).toMatchObject({ result: { outcome: "delivered", externalId: reference } });
    await driven.step("create", { reference });
    expect(pagerduty.incidents().filter(({ key }) => key === reference)).toMatchObject([{ triggers: 2 }]);
    const about = { reference, externalId: reference };
    expect(await driven.step("read", about)).toEqual({ step: "state", closed: false, acknowledgedBy: null });
    pagerduty.acknowledge(reference, "Ada Lovelace");
    expect(await driven.step("read", about)).toEqual({ step: "state", closed: false, acknowledgedBy: "Ada Lovelace" });
    expect(await driven.step("close", about)).toMatchObject({ result: { outcome: "delivered" } });
    expect(await driven.step("read", about)).toMatchObject({ step: "state", closed: true });
  });

  it("sees that a resolve was dropped in a maintenance window: it is told again later", async () => {
    const about = { reference: "sbx-window", externalId: "sbx-window" };
    await driven.step("create", about);
    pagerduty.setMaintenance(true);
    expect(await driven.step("close", about)).toMatchObject({ result: { outcome: "delivered" } });
    expect(await driven.step("read", about)).toMatchObject({ step: "state", closed: false });
    pagerduty.setMaintenance(false);
    await driven.step("close", about);
    expect(await driven.step("read", about)).toMatchObject({ step: "state", closed: true });
  });

  it("still sees a page that has been open for more than 30 days, which a list leaves out by default", async () => {
    const about = { reference: "sbx-old", externalId: "sbx-old" };
    await driven.step("create", about);
    pagerduty.age("sbx-old");
    expect(await driven.step("read", about)).toMatchObject({ step: "state", closed: false });
  });

  it("sees that a page was dropped: there is nothing to read", async () => {
    pagerduty.setMaintenance(true);
    expect(await driven.step("create", { reference: "sbx-dropped" })).toMatchObject({
      result: { outcome: "delivered" },
    });
    expect(await driven.step("read", { reference: "sbx-dropped" })).toMatchObject({
      result: { outcome: "retryable", detail: expect.stringContaining("maintenance window") },
    });
    expect(incident("sbx-dropped")).toBeUndefined();
  });

  it("sends what the published schema has, in its lengths, and nothing else", async () => {
    const scope = {
      incident: { title: "Ü".repeat(2_000), severity: "nobody knows", openedAt: "2026-11-02T09:00:00Z" },
    };
    expect(await driven.step("create", { reference: "sbx-long", scope })).toMatchObject({
      result: { outcome: "delivered" },
    });
    const { payload } = pagerduty.calls.at(-1)!.json as { payload: { severity: string; source: string } };
    expect(payload).toMatchObject({ severity: "critical", source: "Checkout API", component: "checkout-api" });
  });

  it("says which errors PagerDuty gives for an event", async () => {
    const opened = await driven
      .withSecrets({ routingKey: "short", apiToken })
      .step("create", { reference: "sbx-short" });
    expect(opened).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("32 characters") },
    });
  });

  it("asks who is on call", async () => {
    const { kind, config } = driven;
    const query = { path: "/oncalls?schedule_ids[]=P1&earliest=true", select: "$.oncalls[0].user.email" };
    const planned = kind.lookUp!.plan(query, config, 0);
    if (planned.outcome !== "planned") throw new Error(planned.reason);
    const input = { config, idempotencyKey: "", scope: {}, obligation: null, now: 0 };
    const { url, headers } = kind.authorise(planned.request, input, { routingKey, apiToken });
    const response = await fetch(url, { headers });
    const answer = { status: response.status, headers: {}, body: await response.text(), bodyCut: false };
    expect(kind.lookUp!.interpret(answer, query, 0)).toEqual({ outcome: "answered", value: "ada@example.test" });
    expect(JSON.stringify(headers)).not.toContain(routingKey);
  });

  it("pages without a token, and asks without a routing key", () => {
    const { kind } = driven;
    const pagesOnly = kind.configSchema.parse({ routingKey: { kept: true } });
    expect(kind.capabilities(pagesOnly)).toMatchObject({ actions: ["page"], read: false, acknowledge: false });
    expect(kind.planTest(pagesOnly).outcome).toBe("not-possible");
    const asksOnly = kind.configSchema.parse({ apiToken: { kept: true } });
    expect(kind.capabilities(asksOnly)).toMatchObject({ actions: [], read: true });
    expect(kind.configSchema.safeParse({}).success).toBe(false);
  });
});
