import { type NetProxy, startNetProxy } from "@signalbox/testkit";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { startTestApi, type TestApi, testApiToken } from "./start-test-api.ts";

const headers = { authorization: `Bearer ${testApiToken}` };

async function startThroughProxy(): Promise<{ api: TestApi; proxy: NetProxy }> {
  const opened: NetProxy[] = [];
  const databaseThrough = async (url: string) => {
    const direct = new URL(url);
    const proxy = await startNetProxy({ host: direct.hostname, port: Number(direct.port) });
    opened.push(proxy);
    direct.port = String(proxy.port);
    return direct.href;
  };
  const api = await startTestApi({}, { databaseThrough });
  return { api, proxy: opened[0]! };
}

describe("the api", () => {
  it("says when Postgres is away, and works again when it is back", async () => {
    const { api, proxy } = await startThroughProxy();
    const status = async (path: string) => (await fetch(api.url + path, { headers })).status;
    await expect.poll(() => status("/readyz")).toBe(200);
    proxy.set({ mode: "cut" });
    await expect.poll(() => status("/readyz"), { timeout: 30_000, interval: 500 }).toBe(503);
    expect(await status("/healthz")).toBe(200);
    const refused = await fetch(`${api.url}/api/v1/deliveries`, { headers });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.json()).toMatchObject({ code: "unavailable" });
    expect(await (await fetch(`${api.url}/metrics`)).text()).toContain("signalbox_database_up 0");
    proxy.set({ mode: "pass" });
    await expect.poll(() => status("/readyz"), { timeout: 20_000, interval: 500 }).toBe(200);
    await expect.poll(() => status("/api/v1/deliveries"), { timeout: 30_000, interval: 500 }).toBe(200);
    expect(api.logged.join("\n")).not.toContain(api.env.databaseUrl!);
    await api.close();
    await proxy.close();
  }, 90_000);

  it("answers what it has begun when it stops", async () => {
    const api = await startTestApi();
    const holder = new pg.Client({ connectionString: api.env.databaseUrl! });
    await holder.connect();
    await holder.query("begin; lock table deliveries in access exclusive mode");
    const calls = Array.from({ length: 4 }, () => fetch(`${api.url}/api/v1/deliveries`, { headers }));
    await expect.poll(() => waitingForLocks(api)).toBeGreaterThanOrEqual(4);
    const closed = api.stop();
    await expect
      .poll(() =>
        fetch(`${api.url}/healthz`).then(
          () => "served",
          () => "gone",
        ),
      )
      .toBe("gone");
    await holder.end();
    expect((await Promise.all(calls)).map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    await closed;
    await api.close();
  });
});

async function waitingForLocks(api: TestApi): Promise<number> {
  const [row] = await api.db.sql`select count(*)::int as n from pg_stat_activity
    where application_name = 'signalbox api' and wait_event_type = 'Lock'`;
  return row!.n;
}
