import { describe, expect, it } from "vitest";
import { email } from "./email.ts";
import { isMailAddress } from "./mail-address.ts";

const block = { host: "mail.example.test", from: "signalbox@example.test", to: ["ops@example.test"] };
const config = email.configSchema.parse(block);
const input = { config, idempotencyKey: "sbx-a-send-1", scope: {}, obligation: null, now: 0 };
const reply = (status: number, body: string, headers = {}) =>
  email.interpret("send", { status, headers, body, bodyCut: false }, input);

describe("email", () => {
  // The replies of RFC 5321, appendix D, and of RFC 4954, section 6.
  it.each([
    [250, "250 OK", "", "delivered", undefined],
    [550, "550 No such user here", "RCPT TO", "permanent", "refused-by-target"],
    [450, "450 Requested mail action not taken: mailbox unavailable", "RCPT TO", "retryable", "server-error"],
    [452, "452 Requested action not taken: insufficient system storage", "DATA", "retryable", "server-error"],
    [554, "554 Transaction failed", "DATA", "permanent", "refused-by-target"],
    [535, "535 5.7.8 Authentication credentials invalid", "AUTH PLAIN", "retryable", "credentials-refused"],
    [530, "530 5.7.0 Authentication required", "MAIL FROM", "retryable", "credentials-refused"],
    [454, "454 4.7.0 Temporary authentication failure", "AUTH PLAIN", "retryable", "server-error"],
  ])("reads %i %s to %s as %s", (status, body, command, outcome, reason) => {
    expect(reply(status, body, { "smtp-command": command })).toMatchObject({
      step: "done",
      result: { outcome, ...(reason === undefined ? {} : { reason }) },
    });
  });

  it("encrypts unless said otherwise, and never sends a password in clear", () => {
    expect(email.planTest(config)).toMatchObject({
      calls: [{ request: { via: "mail", port: 587, tls: "starttls", username: null, message: null } }],
    });
    const implicit = email.configSchema.parse({ ...block, tls: "implicit" });
    expect(email.planTest(implicit)).toMatchObject({ calls: [{ request: { port: 465, tls: "implicit" } }] });
    const password = { env: "MAIL_PASSWORD" };
    for (const wrong of [
      { ...block, tls: "none", username: "a", password },
      { ...block, username: "a" },
      { ...block, password },
      { ...block, host: "mail.example.test\r\n" },
      { ...block, from: "Signalbox <signalbox@example.test>" },
      { ...block, to: [] },
      { ...block, port: 0 },
    ]) {
      expect(email.configSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it.each([
    ["ada@example.test", true],
    ["ada.lovelace+ops@mail.example.co.test", true],
    ["ada@localhost", true],
    ["ada@", false],
    ["@example.test", false],
    ["ada@ex ample.test", false],
    ["ada@example.test>", false],
    ["<ada@example.test>", false],
    ['"ada"@example.test', false],
    ["ada..l@example.test", false],
    ["ada@-example.test", false],
    ["ada@example.test\n", false],
    [`${"a".repeat(65)}@example.test`, false],
    ["ädä@example.test", false],
  ])("%j is an address: %s", (text, expected) => {
    expect(isMailAddress(text)).toBe(expected);
  });
});
