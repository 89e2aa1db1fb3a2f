import { type ApiClient, createApiClient } from "@signalbox/contract";
import { type Database, findFreePort, openDatabase } from "@signalbox/database";
import type { Outbound } from "@signalbox/pipeline";
import { createTestDatabase } from "@signalbox/testkit";
import { createLog } from "./create-log.ts";
import { type Env, readEnv } from "./env.ts";
import { startApi } from "./start-api.ts";

export const testApiToken = "any text of 32 characters or more";
export const adminPassword = "correct horse battery staple";

export interface TestApi {
  url: string;
  env: Env;
  db: Database;
  /** What was logged, one JSON line each. */
  logged: string[];
  notices: string[];
  /** With the token of the environment. */
  client: ApiClient;
  /** Moves the server's clock. */
  clock: { offsetMs: number };
  /** Ends the server alone; the database stays until `close`. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** A real api on a free port with a database of its own. For tests only. */
export async function startTestApi(
  variables: Record<string, string> = {},
  options: { adminFolder?: string; outbound?: Outbound; databaseThrough?: (url: string) => Promise<string> } = {},
): Promise<TestApi> {
  const test = await createTestDatabase();
  const { databaseThrough = async (url) => url, ...parts } = options;
  const env = readEnv({
    SIGNALBOX_ROLE: "api",
    DATABASE_URL: await databaseThrough(test.url),
    SIGNALBOX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
    SIGNALBOX_API_TOKEN: testApiToken,
    LOG_LEVEL: "debug",
    PORT: String(await findFreePort()),
    ...variables,
  });
  const logged: string[] = [];
  const clock = { offsetMs: 0 };
  const log = createLog(env, (line) => void logged.push(line));
  const api = await startApi(env, { log, now: () => Date.now() + clock.offsetMs, ...parts });
  const db = openDatabase({ url: test.url, applicationName: "api test", poolSize: 2 });
  const url = `http://127.0.0.1:${api.port}`;
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= api.close();
    return stopped;
  };
  return {
    url,
    env,
    db,
    logged,
    notices: api.notices,
    client: createApiClient({ baseUrl: url, token: testApiToken }),
    clock,
    stop,
    async close() {
      await stop();
      await db.close();
      await test.drop();
    },
  };
}

/** Signs a person in and returns the Cookie header. */
export async function signIn(api: TestApi, email: string, password: string): Promise<string> {
  const answer = await fetch(`${api.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: api.url },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`signing in answered ${answer.status}: ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
