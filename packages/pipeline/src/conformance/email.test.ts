import { type SmtpFault, type SmtpImitation, startSmtpServer } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DrivenKind, driveKind } from "./drive-kind.ts";

const password = "mail-password-of-the-tests";
let server: SmtpImitation;
let driven: DrivenKind;
const config = (more: object = {}) => ({
  host: "localhost",
  port: server.port,
  username: "signalbox",
  password: { kept: true },
  from: "signalbox@example.test",
  to: ["ops@example.test"],
  ...more,
});
const drive = (more: object = {}) =>
  driveKind({ kind: "email", config: config(more), secrets: { password }, ca: server.cert });
beforeAll(async () => {
  server = await startSmtpServer({ user: "signalbox", password });
  driven = drive();
});
beforeEach(() => {
  server.mails.length = 0;
  server.setFault("none");
});
afterAll(async () => {
  await driven.close();
  await server.stop();
});
const incident = { title: "Checkout API is down", severity: "critical", openedAt: "2026-11-02T09:00:00.000Z" };
const message = (action: object = {}) => ({
  scope: { incident, action: { title: null, text: "Checkout answers 503.", to: null, ...action } },
});

describe("e-mail", () => {
  it("writes to whom the rule names, else to who is on call, else to its own", async () => {
    await driven.step("send", message({ to: "a@example.test, b@example.test" }));
    await driven.step("send", message());
    await driven.step("send", { scope: { ...message().scope, onCall: null } });
    expect(server.mails.map(({ to }) => to)).toEqual([
      ["a@example.test", "b@example.test"],
      ["ada@example.test"],
      ["ops@example.test"],
    ]);
    expect(server.mails[0]!.raw).toMatch(/^Subject: Checkout API is down$/m);
    expect(server.mails[0]!.raw).toMatch(/^Message-ID: <sbx-abcdefghijklmnopqrstuvwxyz-send-1@example\.test>$/m);
    expect(server.mails[0]!.raw).toMatch(/^Auto-Submitted: auto-generated$/m);
  });

  it("pages with all that is known, and says that it is over only if asked to", async () => {
    const acknowledgeUrl = "https://signalbox.example.test/acknowledge/x";
    await driven.step("create", {
      scope: { incident, action: { title: null, text: null, acknowledgeUrl, mayRepeat: true } },
    });
    const [page] = server.mails;
    expect(page!.raw).toMatch(/^Subject: \[critical\] Checkout API is down$/m);
    for (const known of ["Checkout API (tier 1)", "Payments", "ada@example.test", "may be a repeat", acknowledgeUrl]) {
      expect(page!.raw.replaceAll("=\r\n", "")).toContain(known);
    }
    expect(await driven.step("close")).toMatchObject({ step: "not-possible" });
    const telling = drive({ followUp: true });
    const resolution = { note: "Over after 5 minutes.", durationSeconds: 300, resolvedAt: "2026-11-02T09:05:00.000Z" };
    await telling.step("close", { scope: { incident, resolution } });
    expect(server.mails[1]!.raw).toMatch(/^Subject: Over: Checkout API is down$/m);
    await telling.close();
  });

  it.each<[SmtpFault, string, string]>([
    ["refuse-recipient", "permanent", "refused-by-target"],
    ["refuse-sender", "permanent", "refused-by-target"],
    ["refuse-data", "permanent", "refused-by-target"],
    ["greylist", "retryable", "server-error"],
    ["busy", "retryable", "server-error"],
    ["refuse-auth", "retryable", "credentials-refused"],
    ["no-starttls", "retryable", "tls-failed"],
    ["hang-greeting", "retryable", "timed-out-before-sending"],
    ["hang-data", "unknown", "timed-out"],
    ["drop-after-data", "unknown", "answer-lost"],
  ])("takes %s for %s, %s", async (fault, outcome, reason) => {
    server.setFault(fault);
    const hangs = fault.startsWith("hang") ? { timeoutMs: 1_000 } : {};
    expect(await driven.step("send", { ...message(), ...hangs })).toMatchObject({
      step: "done",
      result: { outcome, reason },
    });
  });

  it("is taken at the second try by a server that greylists", async () => {
    server.setFault("greylist");
    await driven.step("send", message());
    expect(await driven.step("send", message())).toMatchObject({ result: { outcome: "delivered" } });
  });

  it("fails in words where one of several is refused, though the others have it", async () => {
    server.setFault("refuse-recipient", "gone@example.test");
    expect(await driven.step("send", message({ to: "ada@example.test gone@example.test" }))).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("gone@example.test") },
    });
    expect(server.mails).toMatchObject([{ to: ["ada@example.test"] }]);
  });

  it.each(["ada@example.test\r\nRCPT TO:<eve@example.test>", "Ada <ada@example.test", "@example.test", "a@b@c"])(
    "writes to nobody but an address: %j",
    async (to) => {
      expect(await driven.step("send", message({ to }))).toMatchObject({ step: "not-possible" });
      expect(server.mails).toEqual([]);
    },
  );

  it("is tested by signing in, and sends nothing", async () => {
    expect(await driven.test()).toMatchObject({ verdict: "ok" });
    const wrong = driven.withSecrets({ password: "another-password-of-tests" });
    expect(await wrong.test()).toMatchObject({ verdict: "trouble", trouble: "credentials" });
    server.setFault("busy");
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "server-error" });
    expect(server.mails).toEqual([]);
  });
});
