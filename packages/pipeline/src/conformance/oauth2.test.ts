import {
  type Imitation,
  startImitation,
  startTokenServer,
  type TokenServer,
  tokenServerAccess,
} from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DrivenKind, driveKind } from "./drive-kind.ts";

const { clientId, clientSecret } = tokenServerAccess;
const secrets = { clientSecret };

let server: TokenServer;
/** Takes what comes with a token that holds, and echoes what it refuses. */
let target: Imitation;
let driven: DrivenKind[] = [];

beforeAll(async () => {
  server = await startTokenServer();
  target = await startImitation({
    answer: ({ headers, method }) =>
      server.holds(headers.authorization)
        ? {
            status: method === "POST" ? 201 : 200,
            body: { result: { sys_id: "a".repeat(32) }, id: 1, items: [], data: [] },
          }
        : { status: 401, body: `no such token: ${headers.authorization}` },
    keep: () => () => {},
  });
});
beforeEach(() => {
  server.behave({ mode: "normal" });
  target.behave({ mode: "normal" });
  server.tell(3600);
});
afterAll(async () => {
  for (const one of driven) await one.close();
  await Promise.all([server.stop(), target.stop()]);
});

/** Each has tokens of its own, as each process has. */
function connect(
  oauth2: Record<string, unknown> = {},
  given: Record<string, string> = secrets,
  kind = "http",
): DrivenKind {
  const client = { tokenUrl: `${server.url}/oauth/token`, clientId, clientSecret: { kept: true }, ...oauth2 };
  const one = driveKind({ kind, config: { baseUrl: target.url, auth: { oauth2: client } }, secrets: given });
  driven = [...driven, one];
  return one;
}
const send = (one: DrivenKind, more: { timeoutMs?: number; laterMs?: number } = {}) =>
  one.step("send", { scope: { action: { method: "POST", path: "/tickets", body: { a: 1 } } }, ...more });
const asked = () => server.calls.length;
const delivered = { step: "done", result: { outcome: "delivered" } };

describe("a connection that signs in with OAuth 2 client credentials", () => {
  it.each(["header", "body"])("gets a token with its id and secret in the %s, and sends it", async (credentialsIn) => {
    expect(await send(connect({ credentialsIn }))).toMatchObject(delivered);
    expect(target.calls.at(-1)!.headers.authorization).toBe(`Bearer ${server.given.at(-1)}`);
    const { body, headers } = server.calls.at(-1)!;
    expect(body.includes("client_secret")).toBe(credentialsIn === "body");
    expect(headers.authorization !== undefined).toBe(credentialsIn === "header");
  });

  it("asks for its scope", async () => {
    await send(connect({ scope: "tickets.write tickets.read" }));
    expect(new URLSearchParams(server.calls.at(-1)!.body).get("scope")).toBe("tickets.write tickets.read");
    expect(await send(connect({ scope: "forbidden" }))).toMatchObject({
      result: {
        outcome: "retryable",
        reason: "credentials-refused",
        detail: expect.stringContaining("(invalid_scope)"),
      },
    });
  });

  it("asks once for many calls at once, and not again while the token holds", async () => {
    const one = connect();
    const before = asked();
    server.behave({ mode: "slow", ms: 50 }, 1);
    const results = await Promise.all(Array.from({ length: 20 }, () => send(one)));
    for (const result of results) expect(result).toMatchObject(delivered);
    expect(await send(one)).toMatchObject(delivered);
    expect(asked()).toBe(before + 1);
  });

  it.each([
    [3600, 3_539_000, 3_540_000],
    [40, 19_000, 20_000],
    [null, 239_000, 240_000],
  ])("renews a token that holds %s s shortly before its end", async (holds, stillMs, overMs) => {
    server.tell(holds);
    const one = connect();
    await send(one);
    const before = asked();
    await send(one, { laterMs: stillMs });
    expect(asked()).toBe(before);
    await send(one, { laterMs: overMs });
    expect(asked()).toBe(before + 1);
  });

  it("gets one new token where the target refuses the old one, and goes on", async () => {
    const one = connect();
    await send(one);
    server.withdraw();
    const before = asked();
    const results = await Promise.all([send(one), send(one), send(one)]);
    for (const result of results) expect(result).toMatchObject(delivered);
    expect(asked()).toBeGreaterThan(before);
    expect(await send(one)).toMatchObject(delivered);
  });

  it("takes a refusal of the new token for refused credentials, without the token in its words", async () => {
    const one = connect();
    const [before, sent] = [asked(), target.calls.length];
    target.behave({ mode: "refuse", status: 401, body: "no" }, 2);
    const refused = await send(one);
    expect(refused).toMatchObject({ result: { outcome: "retryable", reason: "credentials-refused" } });
    expect([asked() - before, target.calls.length - sent]).toEqual([2, 2]);
    server.withdraw();
    const echoing = connect();
    target.behave({ mode: "normal" });
    const given = server.given.length;
    server.tell(3600);
    const wrong = JSON.stringify([refused, await send(echoing)]);
    for (const token of server.given.slice(0, given)) expect(wrong).not.toContain(token);
  });

  it("sends nothing where no token is given, and says why without the secret", async () => {
    const sent = target.calls.length;
    const wrong = await send(connect({}, { clientSecret: "another-secret" }));
    expect(wrong).toMatchObject({
      result: {
        outcome: "retryable",
        reason: "credentials-refused",
        detail: expect.stringContaining("401 (invalid_client)"),
      },
    });
    expect(JSON.stringify(wrong)).not.toContain("another-secret");

    const failures: [Parameters<TokenServer["behave"]>[0], Record<string, unknown>][] = [
      [
        { mode: "refuse", status: 500 },
        { outcome: "retryable", reason: "server-error" },
      ],
      [
        { mode: "refuse", status: 429, headers: { "retry-after": "7" } },
        { reason: "rate-limited", retryAfterMs: 7_000 },
      ],
      [
        { mode: "refuse", status: 302, headers: { location: "https://elsewhere.example.test" } },
        { outcome: "permanent", reason: "redirect-not-followed" },
      ],
      [
        { mode: "refuse", status: 409 },
        { outcome: "permanent", reason: "refused-by-target" },
      ],
      [{ mode: "login-page" }, { outcome: "retryable", reason: "answer-not-understood" }],
      [{ mode: "drop" }, { outcome: "retryable", reason: "timed-out-before-sending" }],
      [
        { mode: "refuse", status: 200, body: { access_token: "a b", token_type: "Bearer" } },
        { reason: "answer-not-understood" },
      ],
      [
        { mode: "refuse", status: 200, body: { access_token: "abc", token_type: "mac" } },
        { reason: "answer-not-understood" },
      ],
    ];
    for (const [mode, expected] of failures) {
      server.behave(mode, 1);
      expect(await send(connect()), JSON.stringify(mode)).toMatchObject({ step: "done", result: expected });
    }
    const nowhere = connect({ tokenUrl: "http://169.254.169.254/token" });
    expect(await send(nowhere)).toMatchObject({ result: { outcome: "permanent", reason: "blocked-address" } });
    expect(target.calls.length).toBe(sent);
  });

  it("asks anew after a failure, and keeps within the time of the call", async () => {
    const one = connect();
    server.behave({ mode: "slow", ms: 5_000 }, 1);
    expect(await send(one, { timeoutMs: 300 })).toMatchObject({ result: { reason: "timed-out-before-sending" } });
    expect(await send(one)).toMatchObject(delivered);
  });

  it("is there for ServiceNow too, and its test says what is wrong", async () => {
    const desk = connect({ credentialsIn: "body" }, secrets, "servicenow");
    const created = await desk.step("create");
    expect(created).toMatchObject({ step: "done", result: { outcome: "delivered", externalId: "a".repeat(32) } });
    expect((await connect({ credentialsIn: "body" }, secrets, "http").test()).verdict).toBe("ok");
  });
});
