import { describe, expect, it } from "vitest";
import { pageWebhook } from "./page-webhook.ts";
import { signStandardWebhook } from "./sign-standard-webhook.ts";

const config = pageWebhook.configSchema.parse({ url: "https://pager.example.test/pages", secret: { kept: true } });
const input = {
  config,
  idempotencyKey: "sbx-a-create-1",
  obligation: { reference: "sbx-a", externalId: null },
  now: Date.UTC(2026, 10, 2),
  scope: {
    incident: {
      id: "inc_1",
      title: "Checkout API is down",
      status: "open",
      severity: "critical",
      openedAt: "2026-11-02T09:00:00.000Z",
    },
    component: { key: "checkout-api", name: "Checkout API", tier: 1, costPerMinute: "120.00" },
    team: { key: "payments", name: "Payments" },
    onCall: { email: "ada@example.test", name: "Ada", basis: "fresh" },
    action: {
      title: null,
      mayRepeat: true,
      acknowledgeUrl: "https://signalbox.example.test/acknowledge/x",
      fields: { runbook: "https://wiki.example.test" },
    },
    resolution: { note: "over", durationSeconds: 60 },
    link: "https://signalbox.example.test/incidents/inc_1",
  },
};

describe("page-webhook", () => {
  it("signs as Standard Webhooks publishes it", () => {
    const signed = signStandardWebhook({
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      body: '{"test": 2432232314}',
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      now: 1_614_265_330_000,
    });
    expect(signed["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("opens and resolves under one reference, with one id per call", () => {
    const opened = pageWebhook.plan("create", input);
    if (opened.outcome !== "planned") throw new Error(opened.reason);
    expect(JSON.parse(opened.request.body ?? "")).toEqual({
      event: "page.opened",
      reference: "sbx-a",
      mayRepeat: true,
      title: "Checkout API is down",
      text: "",
      incident: {
        id: "inc_1",
        title: "Checkout API is down",
        status: "open",
        severity: "critical",
        openedAt: "2026-11-02T09:00:00.000Z",
        resolvedAt: null,
        url: null,
      },
      component: { key: "checkout-api", name: "Checkout API", tier: 1 },
      team: { key: "payments", name: "Payments" },
      onCall: { email: "ada@example.test", name: "Ada", basis: "fresh" },
      failure: null,
      resolution: null,
      fields: { runbook: "https://wiki.example.test" },
      link: "https://signalbox.example.test/incidents/inc_1",
      acknowledgeUrl: "https://signalbox.example.test/acknowledge/x",
    });
    const sent = pageWebhook.authorise(opened.request, input, { secret: "whsec_c2VjcmV0" });
    expect(sent.headers["webhook-id"]).toBe("sbx-a-create-1");
    expect(sent.headers["webhook-signature"]).toMatch(/^v1,/);
    const closed = pageWebhook.plan("close", input);
    expect(closed.outcome === "planned" && JSON.parse(closed.request.body ?? "")).toMatchObject({
      event: "page.resolved",
      reference: "sbx-a",
      resolution: { note: "over", durationSeconds: 60 },
    });
    expect(pageWebhook.plan("find", input).outcome).toBe("not-possible");
  });

  it("takes any 2xx and a conflict for delivered", () => {
    const answer = (status: number, body = "") => ({ status, headers: {}, body, bodyCut: false });
    expect(pageWebhook.interpret("create", answer(202, '{"id":"p1"}'), input)).toEqual({
      step: "done",
      result: { outcome: "delivered", externalId: "p1" },
    });
    expect(pageWebhook.interpret("create", answer(204), input)).toMatchObject({ result: { outcome: "delivered" } });
    expect(pageWebhook.interpret("create", answer(409), input)).toMatchObject({ result: { outcome: "delivered" } });
    expect(pageWebhook.interpret("create", answer(503), input)).toMatchObject({ result: { outcome: "retryable" } });
  });
});
