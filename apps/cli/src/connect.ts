import { setTimeout as sleep } from "node:timers/promises";
import { type ApiError, createApiClient } from "@signalbox/contract";
import { type Server, UsageError } from "./command.ts";

const defaultUrl = "http://127.0.0.1:8787";
const readTries = 6;
const longestPauseS = 5;

/** Where the server is, by SIGNALBOX_URL and SIGNALBOX_API_TOKEN. Throws UsageError for a URL that is none. */
export function connect(env: Readonly<Record<string, string | undefined>>): Server {
  const given = env.SIGNALBOX_URL || defaultUrl;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`SIGNALBOX_URL is "${given}", which is no http(s) URL. An example: ${defaultUrl}`);
  }
  const baseUrl = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  const token = env.SIGNALBOX_API_TOKEN || null;
  return {
    url: baseUrl,
    token,
    api: createApiClient({ baseUrl, fetch: fetchPatiently, ...(token === null ? {} : { token }) }),
  };
}

/** As fetch; a read that is asked to come back later (503 with Retry-After) does so, for half a minute at most. */
async function fetchPatiently(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(input, init);
    const pause = response.status === 503 ? response.headers.get("retry-after") : null;
    if (pause === null || init?.method !== "GET" || tries === readTries) return response;
    await response.body?.cancel();
    const seconds = Number(pause);
    await sleep(Math.min(Number.isNaN(seconds) ? 1 : seconds, longestPauseS) * 1_000);
  }
}

/** An answer of the API in words, with what to do. */
export function describeApiError(error: ApiError, server: Server): string {
  if (error.status === 0) {
    return `Signalbox can't be reached at ${server.url}. Is it running (npm start)? SIGNALBOX_URL says where.`;
  }
  if (error.status === 401 && server.token === null) {
    return "SIGNALBOX_API_TOKEN is not set. Start the server with one (at least 32 characters) and give it here too, or make one in the app under Settings.";
  }
  if (error.status === 401)
    return `${server.url} does not know this SIGNALBOX_API_TOKEN: it is wrong, ended or revoked.`;
  if (error.problem === null) {
    return `${server.url} answered ${error.status}, and not as Signalbox would. Is SIGNALBOX_URL right?`;
  }
  const fields = (error.problem.errors ?? []).map(({ path, message }) => `\n  ${path}: ${message}`);
  return `${error.problem.detail}${fields.join("")}`;
}
