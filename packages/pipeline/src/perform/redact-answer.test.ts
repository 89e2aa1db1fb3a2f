import { describe, expect, it } from "vitest";
import { redactAnswer } from "./redact-answer.ts";

const sent = (authorization?: string) => ({
  method: "POST" as const,
  url: "https://desk.example.test/tickets",
  headers: authorization === undefined ? {} : { authorization },
  body: null,
});
const answered = (body: string, headers: Record<string, string> = {}) => ({
  result: "answered" as const,
  answer: { status: 400, headers, body, bodyCut: false },
  durationMs: 1,
});

describe("redactAnswer", () => {
  it("takes credentials out of body and headers, in each spelling", () => {
    const secret = 'tok/en"value';
    const echo = `${secret} ${JSON.stringify(secret)} ${encodeURIComponent(secret)}`;
    const result = answered(`refused: ${echo}`, { location: `/login?token=${encodeURIComponent(secret)}` });
    expect(redactAnswer(result, sent(), { bearer: secret })).toEqual(
      answered('refused: [redacted] "[redacted]" [redacted]', { location: "/login?token=[redacted]" }),
    );
  });

  it("takes out name and password as basic credentials write them", () => {
    const pair = Buffer.from("ada:desk-password").toString("base64");
    const result = redactAnswer(answered(`got Basic ${pair}`), sent(`Basic ${pair}`), { password: "desk-password" });
    expect(result).toEqual(answered("got Basic [redacted]"));
  });

  it("takes out what a target names of an address that is a credential: its path, its query, its token alone", () => {
    const url =
      "https://chat.example.test/api/webhooks/42/3d89bb7572e0fb30d8128367b3b1b44f?thread_id=7&sig=jlOLrWxZdPDq2TlmRTn5cJ4C";
    const echo =
      "no route for POST /api/webhooks/42/3d89bb7572e0fb30d8128367b3b1b44f, token 3d89bb7572e0fb30d8128367b3b1b44f, sig jlOLrWxZdPDq2TlmRTn5cJ4C";
    expect(redactAnswer(answered(echo), sent(), { url })).toEqual(
      answered("no route for POST [redacted], token [redacted], sig [redacted]"),
    );
  });

  it("takes out the longer of two whole, and leaves short values and failures as they are", () => {
    const result = redactAnswer(answered("secret secret-two five5"), sent(), {
      a: "secret",
      b: "secret-two",
      c: "five5",
    });
    expect(result).toEqual(answered("[redacted] [redacted] five5"));
    const failed = {
      result: "failed",
      outcome: { outcome: "unknown", reason: "answer-lost", detail: "x" },
      durationMs: 1,
    } as const;
    expect(redactAnswer(failed, sent(), { bearer: "secret" })).toBe(failed);
  });
});
