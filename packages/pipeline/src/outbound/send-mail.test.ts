import type { PlannedMail } from "@signalbox/connections";
import { type SmtpFault, type SmtpImitation, startSmtpServer } from "@signalbox/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Outbound, openOutbound } from "./open-outbound.ts";
import { sendMail } from "./send-mail.ts";

const password = "mail-password-of-the-tests";
const local = {
  allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port: null }],
  ownPorts: [],
  ownAddresses: [],
  ownHosts: [],
};
let server: SmtpImitation;
let outbound: Outbound;
beforeAll(async () => {
  server = await startSmtpServer({ user: "signalbox", password });
  outbound = openOutbound({ ...local, ca: server.cert, connectTimeoutMs: 2_000 });
});
afterAll(async () => {
  await outbound.close();
  await server.stop();
});
beforeEach(() => {
  server.mails.length = 0;
  server.commands.length = 0;
  server.setFault("none");
});

function mail(
  more: Partial<PlannedMail> = {},
  message: Partial<NonNullable<PlannedMail["message"]>> = {},
): PlannedMail {
  return {
    via: "mail",
    host: "localhost",
    port: server.port,
    tls: "starttls",
    username: "signalbox",
    message: {
      from: "signalbox@example.test",
      to: ["ada@example.test"],
      subject: "Checkout API is down",
      text: "500 from /pay\n.\nsince 03:12",
      headers: { "Message-ID": "<sbx-a-create-1@example.test>" },
      ...message,
    },
    ...more,
  };
}
const send = (planned = mail(), more: { password?: string; totalMs?: number; through?: Outbound } = {}) =>
  sendMail(more.through ?? outbound, planned, more.password ?? password, { totalMs: more.totalMs ?? 10_000 });

describe("sendMail", () => {
  it("encrypts, signs in and hands it in, with our own Message-ID", async () => {
    expect(await send()).toMatchObject({ result: "answered", answer: { status: 250, body: "250 2.0.0 queued as 1" } });
    const [got] = server.mails;
    expect(got).toMatchObject({ to: ["ada@example.test"], isEncrypted: true, user: "signalbox" });
    expect(got!.raw).toContain("Message-ID: <sbx-a-create-1@example.test>");
    expect(got!.raw).toMatch(/\r\n\r\n500 from \/pay\r\n\.\r\nsince 03:12/);
  });

  it("says goodbye", async () => {
    await send();
    await expect.poll(() => server.commands.at(-1)).toBe("QUIT");
  });

  it("only signs in where there is nothing to send", async () => {
    expect(await send(mail({ message: null }))).toMatchObject({ result: "answered", answer: { status: 250 } });
    expect(server.commands).not.toContain("MAIL");
  });

  it("speaks TLS from the first byte where that is said", async () => {
    const implicit = await startSmtpServer({ user: "signalbox", password, isTlsImplicit: true });
    const through = openOutbound({ ...local, ca: implicit.cert });
    expect(await send(mail({ tls: "implicit", port: implicit.port }), { through })).toMatchObject({
      answer: { status: 250 },
    });
    await through.close();
    await implicit.stop();
  });

  it.each<[SmtpFault, object]>([
    ["refuse-recipient", { answer: { status: 550, headers: { "smtp-command": "RCPT TO" } } }],
    ["greylist", { answer: { status: 450, headers: { "smtp-command": "RCPT TO" } } }],
    ["refuse-sender", { answer: { status: 550, headers: { "smtp-command": "MAIL FROM" } } }],
    ["refuse-data", { answer: { status: 554, headers: { "smtp-command": "DATA" } } }],
    ["refuse-auth", { answer: { status: 535, headers: { "smtp-command": "AUTH PLAIN" } } }],
    ["busy", { answer: { status: 421 } }],
  ])("gives the server's reply: %s", async (fault, expected) => {
    server.setFault(fault);
    expect(await send()).toMatchObject({ result: "answered", ...expected });
    expect(server.mails).toEqual([]);
  });

  it.each<[SmtpFault, object]>([
    [
      "no-starttls",
      { outcome: "retryable", reason: "tls-failed", detail: "the mail server refuses STARTTLS: 502 5.5.1 no TLS here" },
    ],
    ["hang-greeting", { outcome: "retryable", reason: "timed-out-before-sending" }],
    ["hang-data", { outcome: "unknown", reason: "timed-out" }],
    ["drop-after-data", { outcome: "unknown", reason: "answer-lost" }],
  ])("knows whether it may have arrived: %s (G1, G2)", async (fault, outcome) => {
    server.setFault(fault);
    expect(await send(mail(), { totalMs: fault.startsWith("hang") ? 500 : 5_000 })).toMatchObject({
      result: "failed",
      outcome,
    });
  });

  it("says nothing in clear where encryption was asked for", async () => {
    server.setFault("no-starttls");
    await send();
    expect(server.commands).not.toContain("AUTH");
    expect(server.commands).not.toContain("MAIL");
    server.setFault("none");
    const stranger = openOutbound(local);
    expect(await send(mail(), { through: stranger })).toMatchObject({
      outcome: { outcome: "retryable", reason: "tls-failed" },
    });
    await stranger.close();
    expect(server.mails).toEqual([]);
  });

  it("names those whom the server refuses while it takes the e-mail for the others", async () => {
    server.setFault("refuse-recipient", "gone@example.test");
    const result = await send(mail({}, { to: ["ada@example.test", "gone@example.test"] }));
    expect(result).toMatchObject({ answer: { status: 250, headers: { "smtp-refused": "gone@example.test" } } });
    expect(server.mails[0]!.to).toEqual(["ada@example.test"]);
  });

  it.each(["10.0.0.1", "169.254.169.254", "metadata.google.internal", "[::1]"])(
    "never connects to %s (G4)",
    async (host) => {
      expect(await send(mail({ host }))).toMatchObject({ outcome: { reason: "blocked-address" } });
    },
  );

  it.each([[["127.0.0.1"]], [["203.0.113.1", "127.0.0.1"]], [["::ffff:127.0.0.1"]]])(
    "never connects to a name that leads to %j (G16)",
    async (addresses) => {
      const through = openOutbound({
        ...local,
        allowNetworks: [],
        resolve: async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      });
      expect(await send(mail({ host: "mail.example.test" }), { through })).toMatchObject({
        outcome: { outcome: "permanent", reason: "blocked-address" },
      });
      expect(server.commands).toEqual([]);
      await through.close();
    },
  );

  it("is retryable where nobody listens or a name is unknown", async () => {
    expect(await send(mail({ port: 1 }))).toMatchObject({
      outcome: { outcome: "retryable", reason: "connect-failed" },
    });
    const through = openOutbound({
      ...local,
      resolve: async () => {
        throw Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
      },
    });
    expect(await send(mail({ host: "mail.example.test" }), { through })).toMatchObject({
      outcome: { outcome: "retryable", reason: "name-not-found" },
    });
    await through.close();
  });

  it("stops when the process does", async () => {
    server.setFault("hang-greeting");
    const stop = new AbortController();
    const result = sendMail(outbound, mail(), password, { totalMs: 5_000, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    expect(await result).toMatchObject({ outcome: { outcome: "retryable" }, durationMs: expect.any(Number) });
  });

  it("lets no value begin a header or a command of its own", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constant("a\r\nBcc: eve@example.test\r\n\r\nx"),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (subject, body) => {
        server.mails.length = 0;
        await send(mail({}, { subject, text: `.${body}` }));
        const [got] = server.mails;
        const names = got!.raw
          .split("\r\n\r\n", 1)[0]!
          .split(/\r\n(?![ \t])/)
          .map((line) => line.split(":")[0]);
        expect(new Set(names).size).toBe(names.length);
        expect(names.toSorted().join()).toMatch(
          /^Content-Transfer-Encoding,Content-Type,Date,From,MIME-Version,Message-ID(,Subject)?,To$/,
        );
        expect(got!.to).toEqual(["ada@example.test"]);
      }),
      { numRuns: 25 },
    );
  });
});
