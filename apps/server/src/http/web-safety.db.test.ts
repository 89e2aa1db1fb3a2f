import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminPassword, signIn, startTestApi, type TestApi, testApiToken } from "../start-test-api.ts";

const email = "root@example.test";

let api: TestApi;
let cookie: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "signalbox-admin-"));
  mkdirSync(join(folder, "dist", "assets"), { recursive: true });
  writeFileSync(join(folder, "dist", "index.html"), "<!doctype html><title>Signalbox</title>");
  writeFileSync(join(folder, "dist", "assets", "app.js"), "export {};\n".repeat(200));
  writeFileSync(join(folder, "secret.txt"), "outside the build");
  api = await startTestApi(
    { SIGNALBOX_ADMIN_EMAIL: email, SIGNALBOX_ADMIN_PASSWORD: adminPassword },
    { adminFolder: join(folder, "dist") },
  );
  cookie = await signIn(api, email, adminPassword);
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends a path and headers as they are, which fetch would not. */
function send(options: {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}): Promise<Answer> {
  const { method = "GET", path, headers = {}, body } = options;
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    const call = httpRequest({ hostname, port, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    call.on("error", reject);
    call.end(body);
  });
}

describe("calls from other sites (J5)", () => {
  const journalLines = async () => (await api.db.sql`select count(*)::int as n from journal`)[0]!.n as number;
  const body = JSON.stringify({ name: "planted", role: "admin" });
  const json = { "content-type": "application/json" };

  it.each([
    ["a form that pretends to be JSON", 415, { "content-type": "text/plain", origin: "self" }],
    ["a form", 415, { "content-type": "application/x-www-form-urlencoded", origin: "self" }],
    ["a body without a type", 415, { origin: "self", "transfer-encoding": "chunked" }],
    ["a page of another site", 403, { ...json, origin: "https://evil.example" }],
    ["a page of another site by form", 403, { "content-type": "text/plain", origin: "https://evil.example" }],
    ["no Origin at all, with our cookie", 403, { ...json }],
    ["Sec-Fetch-Site: cross-site", 403, { ...json, origin: "self", "sec-fetch-site": "cross-site" }],
    ["Sec-Fetch-Site: same-site (a subdomain)", 403, { ...json, "sec-fetch-site": "same-site" }],
    ["Sec-Fetch-Site: none", 403, { ...json, "sec-fetch-site": "none" }],
    ["Origin: null (a sandboxed frame)", 403, { ...json, origin: "null" }],
    ["a subdomain of ours", 403, { ...json, origin: "http://evil.localhost:8787" }],
    ["our name on another port", 403, { ...json, origin: "http://127.0.0.1:1" }],
    ["our name by https, which we are not", 403, { ...json, origin: "https-self" }],
  ])("are refused and change nothing: %s", async (_, status, given) => {
    const before = await journalLines();
    const headers: Record<string, string> = { cookie, ...given };
    if (headers.origin === "self") headers.origin = api.url;
    if (headers.origin === "https-self") headers.origin = api.url.replace("http:", "https:");
    const answer = await send({ method: "POST", path: "/api/v1/tokens", headers, body });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(await journalLines()).toBe(before);
  });

  it("are let in from our own pages, and from scripts with a token", async () => {
    const own = { cookie, ...json, origin: api.url, "sec-fetch-site": "same-origin" };
    expect((await send({ method: "POST", path: "/api/v1/tokens", headers: own, body })).status).toBe(201);
    const script = { ...json, authorization: `Bearer ${testApiToken}` };
    const other = JSON.stringify({ name: "of a script", role: "viewer" });
    expect((await send({ method: "POST", path: "/api/v1/tokens", headers: script, body: other })).status).toBe(201);
  });

  it("cannot sign somebody in either", async () => {
    const login = JSON.stringify({ email, password: adminPassword });
    const headers = { ...json, origin: "https://evil.example" };
    const answer = await send({ method: "POST", path: "/api/auth/sign-in/email", headers, body: login });
    expect(answer.status).toBe(403);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });
});

describe("the Host header", () => {
  it.each(["evil.example", "evil.example:8787", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]", "a b"])(
    "%s is not answered, but webhooks and health are",
    async (host) => {
      for (const path of ["/", "/api/v1/me", "/api/openapi.json", "/metrics"]) {
        const answer = await send({ path, headers: { host } });
        expect([path, answer.status]).toEqual([path, host === "a b" ? 400 : 421]);
      }
      if (host === "a b") return;
      expect((await send({ path: "/healthz", headers: { host } })).status).toBe(200);
      expect((await send({ path: "/readyz", headers: { host } })).status).toBe(200);
      expect((await send({ method: "POST", path: "/hooks/unknown", headers: { host } })).status).toBe(404);
    },
  );

  it.each(["localhost", "localhost:1234", "127.0.0.1", "127.0.0.5:99", "[::1]:8787", "LOCALHOST"])(
    "%s is a name of this machine",
    async (host) => {
      expect((await send({ path: "/api/v1/me", headers: { host } })).status).toBe(401);
    },
  );
});

describe("the headers of every answer (J13)", () => {
  const shared = {
    "content-security-policy":
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
  const safetyOf = (headers: IncomingHttpHeaders) =>
    Object.fromEntries(Object.keys(shared).map((name) => [name, headers[name]]));

  it.each([
    ["/", 200, "no-cache"],
    ["/deliveries", 200, "no-cache"],
    ["/assets/app.js", 200, "public, max-age=31536000, immutable"],
    ["/nothing.js", 404, undefined],
    ["/hooks/unknown", 404, undefined],
    ["/hooks/", 404, undefined],
    ["/healthz", 200, "no-store"],
    ["/readyz", 200, "no-store"],
    ["/metrics", 200, "no-store"],
    ["/api/openapi.json", 200, "no-store"],
    ["/api/v1/me", 401, "no-store"],
    ["/api/v1/setup", 200, "no-store"],
    ["/api/v1/nothing", 404, "no-store"],
    ["/api/auth/get-session", 200, "no-store"],
    ["/api/auth/sign-up/email", 404, "no-store"],
  ])("are safe on %s", async (path, status, cacheControl) => {
    const answer = await send({ path });
    expect([answer.status, answer.headers["cache-control"]]).toEqual([status, cacheControl]);
    expect(safetyOf(answer.headers)).toEqual(shared);
    expect(answer.headers["strict-transport-security"]).toBeUndefined();
    expect(answer.headers["x-powered-by"]).toBeUndefined();
  });

  it("tell browsers to stay with TLS where the public URL is https, and name the cookie for that host alone (J4)", async () => {
    const secure = await startTestApi({
      SIGNALBOX_PUBLIC_URL: "https://signalbox.example.test",
      SIGNALBOX_ADMIN_EMAIL: email,
      SIGNALBOX_ADMIN_PASSWORD: adminPassword,
    });
    const answer = await fetch(`${secure.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://signalbox.example.test" },
      body: JSON.stringify({ email, password: adminPassword }),
    });
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-signalbox=[^;]+; Max-Age=1800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await fetch(`${secure.url}/metrics`)).status).toBe(401);
    const withToken = { headers: { authorization: `Bearer ${testApiToken}` } };
    expect((await fetch(`${secure.url}/metrics`, withToken)).status).toBe(200);
    await secure.close();
  });

  it("give metrics without a token to this machine alone", async () => {
    const text = (await send({ path: "/metrics" })).text;
    for (const name of ["signalbox_hook_answer_seconds", "signalbox_open_failures", "signalbox_database_up 1"]) {
      expect(text).toContain(name);
    }
    const forwarded = await send({ path: "/metrics", headers: { "x-forwarded-for": "127.0.0.1" } });
    expect(forwarded.status).toBe(401);
  });
});

describe("paths that try to leave the build (J18)", () => {
  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "//secret.txt",
    "/admin%2f..",
    "/admin/.",
    "//admin",
    "/ASSETS/app.js",
    "/assets/app.js%00",
    "/assets/app.js%00.html",
    "/assets/app.js/",
    "/index.html%2f..%2f..%2fsecret.txt",
    "/api%2fv1%2ftokens",
    "/API/v1/tokens",
    "/api/v1/tokens/../tokens",
    "/api//v1/tokens",
  ])("get nothing: %s", async (path) => {
    const answer = await send({ path });
    expect(answer.text).not.toContain("outside the build");
    // A page at most: the shell of the app, which asks the API for everything.
    if (answer.status === 200) expect(answer.text).toContain("<title>Signalbox</title>");
    else expect([400, 401, 404]).toContain(answer.status);
  });

  it("opens the page of a ledger document by its address, which ends in a number", async () => {
    expect((await send({ path: "/ledger/2026-11.17" })).text).toContain("<title>Signalbox</title>");
    expect((await send({ path: "/ledger/2026-11.js" })).status).toBe(404);
  });

  it("serves the build zipped to those who can read that", async () => {
    const zipped = await send({ path: "/assets/app.js", headers: { "accept-encoding": "gzip" } });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect((await send({ path: "/assets/app.js" })).text).toContain("export {};");
  });
});
