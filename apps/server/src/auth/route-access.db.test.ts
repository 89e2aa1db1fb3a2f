import { type ApiRoute, apiRoutes, type OperationId, type Role, roles } from "@signalbox/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminPassword, signIn, startTestApi, type TestApi, testApiToken } from "../start-test-api.ts";
import { routeAccess } from "./route-access.ts";

const operations = Object.keys(apiRoutes) as OperationId[];

let api: TestApi;
const callers = new Map<string, Record<string, string>>();
beforeAll(async () => {
  api = await startTestApi();
  callers.set("anonymous", {});
  for (const role of roles) {
    const email = `${role}@example.test`;
    await api.client.createUser({ body: { name: role, email, password: adminPassword, role } });
    callers.set(role, { cookie: await signIn(api, email, adminPassword), origin: api.url });
  }
  callers.set("environment", { authorization: `Bearer ${testApiToken}` });
});
afterAll(() => api.close());

/** Whether a caller gets past the door. What is asked for does not exist, and bodies are empty, so nothing is changed. */
async function isLetIn(id: OperationId, caller: string): Promise<boolean> {
  const route: ApiRoute = apiRoutes[id];
  const stopped = new AbortController();
  const answer = await fetch(api.url + route.path.replace(/\{\w+\}/g, "none"), {
    method: route.method,
    headers: { "content-type": "application/json", ...callers.get(caller) },
    signal: stopped.signal,
    ...(route.method === "GET" ? {} : { body: "{}" }),
  });
  const { status } = answer;
  if (answer.body && route.answer === "text/event-stream") stopped.abort();
  else await answer.text();
  if (status >= 500) throw new Error(`${id} as ${caller} answered ${status}`);
  return status !== 401 && status !== 403;
}

describe("who may do what", () => {
  it("stands in one table that has every operation and no other (J9)", () => {
    expect(Object.keys(routeAccess).toSorted()).toEqual(operations.toSorted());
  });

  it.each(operations)("%s", async (id) => {
    const access = routeAccess[id];
    const everybody: (Role | "anonymous" | "environment")[] = ["anonymous", ...roles, "environment"];
    const letIn: string[] = [];
    for (const caller of everybody) if (await isLetIn(id, caller)) letIn.push(caller);
    const granted =
      access === "anyone"
        ? everybody
        : everybody.filter(
            (caller) =>
              caller !== "anonymous" &&
              (caller === "environment" ? access.person !== true : access.roles.includes(caller)),
          );
    expect(letIn).toEqual(granted);
  });

  it("is what people agreed to", () => {
    const table = operations.map((id) => {
      const access = routeAccess[id];
      return `${id}: ${access === "anyone" ? "anyone" : access.roles.join(" ") + (access.person ? " (a person)" : "")}`;
    });
    expect(table).toMatchSnapshot();
  });

  it("is told to each caller as far as it concerns them", async () => {
    const answer = await fetch(`${api.url}/api/v1/me`, { headers: callers.get("finance")! });
    const me = (await answer.json()) as { may: string[] };
    expect(me.may).toContain("exportLedger");
    expect(me.may).not.toContain("createToken");
  });

  it("lets a token do what its role may and no more, until it is revoked", async () => {
    const { token, apiToken } = await api.client.createToken({ body: { name: "reader", role: "viewer" } });
    expect(token).toMatch(/^sbxt_[A-Za-z0-9_-]{43}$/);
    const as = (path: string) => fetch(api.url + path, { headers: { authorization: `Bearer ${token}` } });
    expect((await as("/api/v1/deliveries")).status).toBe(200);
    expect((await as("/api/v1/users")).status).toBe(403);
    expect((await api.client.listTokens()).items[0]!.lastUsedAt).not.toBeNull();
    await api.client.revokeToken({ params: { id: apiToken.id } });
    expect((await as("/api/v1/deliveries")).status).toBe(401);
    await expect(api.client.revokeToken({ params: { id: apiToken.id } })).rejects.toMatchObject({ status: 404 });
  });

  it("ends a token at its date", async () => {
    const body = { name: "short", role: "viewer", expiresInDays: 1 } as const;
    const { token } = await api.client.createToken({ body });
    const as = () => fetch(`${api.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect((await as()).status).toBe(200);
    api.clock.offsetMs = 86_400_001;
    expect((await as()).status).toBe(401);
    api.clock.offsetMs = 0;
  });
});

describe("fields that nobody may set", () => {
  it("are ignored where a person changes their own account (J11)", async () => {
    const headers = { "content-type": "application/json", ...callers.get("viewer") };
    for (const path of ["/api/auth/update-user", "/api/auth/sign-up/email", "/api/auth/admin/set-role"]) {
      const answer = await fetch(api.url + path, {
        method: "POST",
        headers,
        body: JSON.stringify({ role: "admin", name: "x", email: "x@example.test", password: adminPassword }),
      });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    const body = JSON.stringify({ role: "admin", currentPassword: adminPassword, newPassword: `${adminPassword}!` });
    const changed = await fetch(`${api.url}/api/auth/change-password`, { method: "POST", headers, body });
    expect(changed.status).toBe(200);
    const cookie = await signIn(api, "viewer@example.test", `${adminPassword}!`);
    const me = await (await fetch(`${api.url}/api/v1/me`, { headers: { cookie } })).json();
    expect(me).toMatchObject({ role: "viewer" });
    callers.set("viewer", { cookie, origin: api.url });
  });

  it("are ignored where an admin changes somebody", async () => {
    const { items } = await api.client.listUsers();
    const ops = items.find((user) => user.role === "ops")!;
    const body = { name: "Olga", id: "00000000-0000-0000-0000-000000000000", email: "other@example.test" };
    const changed = await api.client.updateUser({ params: { id: ops.id }, body });
    expect(changed).toMatchObject({ id: ops.id, email: "ops@example.test", name: "Olga" });
  });
});

describe("sessions", () => {
  it("end when the role changes, when the person is disabled, and by signing out (J2)", async () => {
    const as = async (cookie: string) => (await fetch(`${api.url}/api/v1/me`, { headers: { cookie } })).status;
    const body = { name: "Eva", email: "eva@example.test", password: adminPassword, role: "ops" } as const;
    const { id } = await api.client.createUser({ body });
    let cookie = await signIn(api, body.email, adminPassword);
    expect(await as(cookie)).toBe(200);
    await api.client.updateUser({ params: { id }, body: { role: "viewer" } });
    expect(await as(cookie)).toBe(401);

    cookie = await signIn(api, body.email, adminPassword);
    await fetch(`${api.url}/api/auth/sign-out`, { method: "POST", headers: { cookie, origin: api.url } });
    expect(await as(cookie)).toBe(401);

    cookie = await signIn(api, body.email, adminPassword);
    await api.client.updateUser({ params: { id }, body: { disabled: true } });
    expect(await as(cookie)).toBe(401);
    await expect(signIn(api, body.email, adminPassword)).rejects.toThrow("401");
  });

  it("get an id of their own, whatever cookie was there before (J1)", async () => {
    const planted = "signalbox_session=planted.by-somebody";
    const answer = await fetch(`${api.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: api.url, cookie: planted },
      body: JSON.stringify({ email: "admin@example.test", password: adminPassword }),
    });
    expect(answer.headers.getSetCookie()[0]).not.toContain("planted");
  });

  it("last 12 hours at most, however busy (J3)", async () => {
    const cookie = await signIn(api, "admin@example.test", adminPassword);
    api.clock.offsetMs = 12 * 3_600_000 + 1;
    const answer = await fetch(`${api.url}/api/v1/me`, { headers: { cookie } });
    api.clock.offsetMs = 0;
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie().join()).toMatch(/signalbox_session=; Max-Age=0/);
    expect((await fetch(`${api.url}/api/v1/me`, { headers: { cookie } })).status).toBe(401);
  });

  it("are not given to who tries passwords: five wrong ones close the account to that address (J6)", async () => {
    const body = { name: "Max", email: "max@example.test", password: adminPassword, role: "ops" } as const;
    await api.client.createUser({ body });
    const attempt = async (email: string, password: string) => {
      const answer = await fetch(`${api.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: api.url },
        body: JSON.stringify({ email, password }),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const unknown = await attempt("nobody@example.test", "wrong password 1");
    const wrong = await attempt(body.email, "wrong password 1");
    expect(unknown).toEqual(wrong);
    expect(wrong.status).toBe(401);
    for (let tries = 2; tries <= 5; tries++) expect((await attempt(body.email, "wrong")).status).toBe(401);
    expect((await attempt(body.email, adminPassword)).status).toBe(429);
    expect((await attempt("admin@example.test", adminPassword)).status).toBe(200);
    api.clock.offsetMs = 15 * 60_000 + 1;
    expect((await attempt(body.email, adminPassword)).status).toBe(200);
    api.clock.offsetMs = 0;
    const lines = await api.client.listJournal({ query: { subjectKind: "session", subject: body.email } });
    expect(lines.items.filter((line) => line.verb === "session.refused")).toHaveLength(6);
    expect(JSON.stringify(lines)).not.toContain("wrong password 1");
  });
});

describe("signing in", () => {
  const tell = async (email: string, password: string) => {
    const startedAt = performance.now();
    const answer = await fetch(`${api.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: api.url },
      body: JSON.stringify({ email, password }),
    });
    const told = { status: answer.status, text: await answer.text(), cookies: answer.headers.getSetCookie() };
    return { told, ms: performance.now() - startedAt };
  };

  it("answers an unknown person as it answers a wrong password, after the same work (J7)", async () => {
    const known = [];
    const unknown = [];
    for (let i = 0; i < 3; i++) {
      known.push(await tell("approver@example.test", `wrong password ${i}`));
      unknown.push(await tell(`nobody-${i}@example.test`, `wrong password ${i}`));
    }
    const [first] = known;
    expect(first!.told.status).toBe(401);
    for (const { told } of [...known, ...unknown]) expect(told).toEqual(first!.told);
    // Without a hash of the same kind it would be answered in a twentieth of the time.
    const fastest = (all: { ms: number }[]) => Math.min(...all.map(({ ms }) => ms));
    expect(fastest(unknown)).toBeGreaterThan(fastest(known) / 4);
  });

  it("hashes two passwords at a time at most, so that many who sign in at once hold up nobody else (J8)", async () => {
    const health = async () => {
      const startedAt = performance.now();
      await fetch(`${api.url}/healthz`);
      return performance.now() - startedAt;
    };
    const signIns = Promise.all(Array.from({ length: 20 }, (_, i) => tell(`someone-${i}@example.test`, adminPassword)));
    let isOver = false;
    void signIns.finally(() => {
      isOver = true;
    });
    const waits: number[] = [];
    while (!isOver) waits.push(await health());
    const longest = Math.max(...(await signIns).map(({ ms }) => ms));
    expect(waits.length).toBeGreaterThan(3);
    expect(waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)]!).toBeLessThan(longest / 5);
  });
});

describe("the last admin", () => {
  it("stays", async () => {
    const { items } = await api.client.listUsers();
    const admin = items.find((user) => user.role === "admin")!;
    for (const body of [{ role: "viewer" as const }, { disabled: true }]) {
      const refused = api.client.updateUser({ params: { id: admin.id }, body });
      await expect(refused).rejects.toMatchObject({ status: 409, problem: { code: "not-allowed" } });
    }
  });
});
