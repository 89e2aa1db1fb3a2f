import { notifyLive } from "@signalbox/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminPassword, signIn, startTestApi, type TestApi, testApiToken } from "../start-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

/** Opens the stream and gathers what it says. */
async function follow(headers: Record<string, string>) {
  const answer = await fetch(`${api.url}/api/v1/live`, { headers });
  const heard = { text: "", ended: false, type: answer.headers.get("content-type") };
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    for (;;) {
      const part = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (part.done) break;
      heard.text += part.value;
    }
    heard.ended = true;
  })();
  return { heard, stop: () => reader.cancel().then(() => reading) };
}

describe("live pages", () => {
  it("hear each change once, and who is not signed in hears nothing", async () => {
    expect((await fetch(`${api.url}/api/v1/live`)).status).toBe(401);
    const { heard, stop } = await follow({ authorization: `Bearer ${testApiToken}` });
    expect(heard.type).toBe("text/event-stream");
    await expect.poll(() => heard.text).toContain(": connected");
    await api.db.transaction(async (tx) => {
      await notifyLive(tx, "incident", "i1");
      await notifyLive(tx, "failure", "f1");
    });
    for (const again of [1, 2]) await api.db.transaction((tx) => notifyLive(tx, "incident", `again-${again}`));
    await expect.poll(() => heard.text).toContain("again-2");
    expect(heard.text).toContain('event: change\ndata: {"topic":"incident","id":"i1"}\n\n');
    expect(heard.text.match(/"f1"/g)).toHaveLength(1);
    await stop();
  });

  it("are told to load everything again after the connection to Postgres was lost", async () => {
    const { heard, stop } = await follow({ authorization: `Bearer ${testApiToken}` });
    await expect.poll(() => heard.text).toContain(": connected");
    await api.db.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'signalbox api' and pid <> pg_backend_pid()`;
    await expect.poll(() => heard.text).toContain("event: lagged");
    await stop();
  });

  it("end within five seconds of the session", async () => {
    const body = { name: "Eva", email: "eva@example.test", password: adminPassword, role: "ops" } as const;
    await api.client.createUser({ body });
    const cookie = await signIn(api, body.email, adminPassword);
    const { heard } = await follow({ cookie });
    await expect.poll(() => heard.text).toContain(": connected");
    await fetch(`${api.url}/api/auth/sign-out`, { method: "POST", headers: { cookie, origin: api.url } });
    await expect.poll(() => heard.ended).toBe(true);
  });

  it("end within five seconds of the token", async () => {
    const { apiToken, token } = await api.client.createToken({ body: { name: "wallboard", role: "viewer" } });
    const { heard } = await follow({ authorization: `Bearer ${token}` });
    await expect.poll(() => heard.text).toContain(": connected");
    await api.client.revokeToken({ params: { id: apiToken.id } });
    await expect.poll(() => heard.ended).toBe(true);
  });

  it("end when the server stops, so that stopping waits for nobody", async () => {
    const other = await startTestApi();
    const answer = await fetch(`${other.url}/api/v1/live`, { headers: { authorization: `Bearer ${testApiToken}` } });
    const startedAt = performance.now();
    const [text] = await Promise.all([answer.text(), other.close()]);
    expect(text).toContain(": connected");
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });
});
