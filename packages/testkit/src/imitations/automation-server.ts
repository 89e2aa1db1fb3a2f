import type { ImitatedAnswer, ImitatedCall } from "./imitation-server.ts";
import { type RunBook, type RunImitation, startRunImitation } from "./run-imitation.ts";

const token = "automation-token-0123456789";
const job = "restart-service";

/** What a connection to the imitation needs. */
export const automationAccess = { token, job };

/** Any automation server of one's own: runs have names, a run is asked for by its name, and prints into a log. */
export function startAutomationServer(): Promise<RunImitation> {
  const answer = ({ method, path, headers, json }: ImitatedCall, book: RunBook): ImitatedAnswer => {
    if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: { message: "who are you?" } };
    if (path === `/api/jobs/${job}/runs` && method === "POST") {
      if (headers["content-type"] !== "application/json") return { status: 415, body: { message: "JSON only" } };
      const { host, count, ...others } = json as Record<string, unknown>;
      const isRight = typeof host === "string" && typeof count === "number" && Object.keys(others).length === 0;
      if (!isRight) return { status: 422, body: { message: "host is a text, count a number, and there is no more" } };
      const run = book.start(job, { host, count });
      return {
        status: 202,
        body: { id: `run-${run.number}`, page: `https://automation.example.test/runs/${run.number}` },
      };
    }
    const [, number, log] = /^\/api\/runs\/run-(\d+)(\/log)?$/.exec(path) ?? [];
    const run = number === undefined || method !== "GET" ? undefined : book.find(Number(number));
    if (run === undefined) return { status: 404, body: { message: "there is no such thing" } };
    if (log !== undefined) return { status: 200, body: run.printed };
    return { status: 200, body: { state: run.state, ...(run.state === "failed" ? { message: "no such host" } : {}) } };
  };
  return startRunImitation(answer);
}
