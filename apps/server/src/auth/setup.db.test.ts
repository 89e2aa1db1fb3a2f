import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminPassword, signIn, startTestApi, type TestApi } from "../start-test-api.ts";

const hourMs = 3_600_000;

describe("the first admin (J17)", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const complete = (token: string, email = "Ana@example.test") =>
    fetch(`${api.url}/api/v1/setup`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: api.url },
      body: JSON.stringify({ token, name: "Ana", email, password: adminPassword }),
    });

  it("is made by the link that was printed, once, and is signed in by it", async () => {
    expect(api.notices).toHaveLength(1);
    const token = /\/setup\?token=([A-Za-z0-9_-]{43})$/.exec(api.notices[0]!)?.[1] ?? "";
    expect(token).not.toBe("");
    expect(JSON.stringify(api.logged)).not.toContain(token);
    expect(await (await fetch(`${api.url}/api/v1/setup`)).json()).toEqual({ needed: true });

    expect((await complete("x".repeat(43))).status).toBe(410);
    api.clock.offsetMs = hourMs + 1;
    expect((await complete(token)).status).toBe(410);
    api.clock.offsetMs = 0;

    const both = await Promise.all([complete(token), complete(token, "eve@example.test")]);
    expect(both.map((answer) => answer.status).sort()).toEqual([201, 410]);
    const made = both.find((answer) => answer.status === 201)!;
    const told = (await made.json()) as { email: string };
    expect(told).toMatchObject({ kind: "person", role: "admin" });
    const cookie = made.headers.getSetCookie()[0]!;
    expect(cookie).toMatch(/^signalbox_session=[^;]+; Max-Age=1800; Path=\/; HttpOnly; SameSite=Lax$/);
    const me = await fetch(`${api.url}/api/v1/me`, { headers: { cookie: cookie.split(";")[0]! } });
    expect(await me.json()).toMatchObject({ email: told.email, role: "admin" });

    expect((await complete(token, "third@example.test")).status).toBe(410);
    expect(await (await fetch(`${api.url}/api/v1/setup`)).json()).toEqual({ needed: false });
  });

  it("is made from the environment where that names one, without a link", async () => {
    const other = await startTestApi({
      SIGNALBOX_ADMIN_EMAIL: "root@example.test",
      SIGNALBOX_ADMIN_PASSWORD: adminPassword,
    });
    expect(other.notices).toEqual([]);
    expect(await signIn(other, "root@example.test", adminPassword)).toContain("signalbox_session=");
    await other.close();
  });
});
