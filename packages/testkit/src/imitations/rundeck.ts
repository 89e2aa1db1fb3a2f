import type { ImitatedAnswer, ImitatedCall } from "./imitation-server.ts";
import { judgeFields } from "./judge-fields.ts";
import { type ImitatedRun, type RunBook, type RunImitation, startRunImitation } from "./run-imitation.ts";

// Written from https://github.com/rundeck/docs, docs/api/rundeck-api.md (API 41): running a job, execution info, execution
// output, job metadata and error responses; that a job which may not run twice answers 409, and a token that is not known
// 403, from the source of its API.

const token = "E4rNvVRV378knO9dp3d73O0cs1kd0kCd";
const job = "7400ff98-31c4-4834-ba3d-aee9646e867f";
const options = ["host", "count"];

/** What a connection to the imitation needs. `job` takes the options `host` and `count`. */
export const rundeckAccess = { token, job };

const statuses = { running: "running", ok: "succeeded", failed: "failed", aborted: "aborted" } as const;

export interface RundeckImitation extends RunImitation {
  /** The job may not run twice at once. */
  allowOnce(isOnce: boolean): void;
  /** Rundeck runs what failed again by itself. */
  retryItself(isRetried: boolean): void;
}

export async function startRundeck(): Promise<RundeckImitation> {
  let isOnce = false;
  let isRetried = false;

  const show = (run: ImitatedRun) => ({
    id: run.number,
    href: `https://rundeck.example.test/api/41/execution/${run.number}`,
    permalink: `https://rundeck.example.test/project/test/execution/show/${run.number}`,
    status: isRetried && run.state === "failed" ? "failed-with-retry" : statuses[run.state],
    project: "test",
    user: "signalbox",
    "date-started": { unixtime: 1_431_536_339_809, date: "2015-05-13T16:58:59Z" },
    job: { id: job, name: "restart", group: "", project: "test", options: run.values },
    ...(run.state === "failed" ? { failedNodes: ["nodec"] } : {}),
  });

  const answer = (call: ImitatedCall, book: RunBook): ImitatedAnswer => {
    const { method, path, headers } = call;
    const [, version, rest] = /^\/api\/(\d+)(\/.*)$/.exec(path) ?? [];
    if (rest === undefined)
      return { status: 404, headers: { "content-type": "text/html" }, body: "<html>Not found</html>" };
    if (Number(version) > 46)
      return error(400, "api.error.api-version.unsupported", `Unsupported API Version "${version}"`);
    if (headers["x-rundeck-auth-token"] !== token)
      return error(403, "unauthorized", "(Token) is not authorized for: the API");
    const output = /^\/execution\/(\d+)\/output$/.exec(rest);
    if (output !== null) return readOutput(call, book.find(Number(output[1])));
    if (!(headers.accept ?? "").includes("application/json"))
      return error(406, "not-acceptable", "no JSON is asked for");
    if (rest === `/job/${job}/run`) return method === "POST" ? run(call, book) : error(405, "method", "POST only");
    if (/^\/job\/[^/]+\/(run|info)$/.test(rest) && !rest.includes(job)) {
      return error(404, "api.error.item.doesnotexist", `Job ID does not exist: ${rest.split("/")[2]}`);
    }
    if (rest === `/job/${job}/info` && method === "GET")
      return { status: 200, body: { id: job, name: "restart", enabled: true } };
    const info = /^\/execution\/(\d+)$/.exec(rest);
    const found = info === null || method !== "GET" ? undefined : book.find(Number(info[1]));
    return found === undefined
      ? error(404, "api.error.item.doesnotexist", `Execution ID does not exist: ${info?.[1] ?? rest}`)
      : { status: 200, body: show(found) };
  };

  const run = ({ headers, json }: ImitatedCall, book: RunBook): ImitatedAnswer => {
    if (headers["content-type"] !== "application/json") return error(400, "api.error.invalid.request", "no JSON");
    const problem = judgeFields(json, { options: "object" }, []);
    if (problem !== null) return error(400, "api.error.invalid.request", problem);
    const given = (json as { options?: Record<string, unknown> }).options ?? {};
    for (const [name, value] of Object.entries(given)) {
      if (!options.includes(name)) return error(400, "api.error.job.options-invalid", `unknown option ${name}`);
      if (typeof value !== "string") return error(400, "api.error.job.options-invalid", `${name} is no text`);
    }
    if (isOnce && book.isRunning(job)) {
      const message = `Execution had a conflict: Job "restart" [${job}] is currently being executed`;
      return error(409, "api.error.execution.conflict", message);
    }
    return { status: 200, body: show(book.start(job, given)) };
  };

  const imitation = await startRunImitation(answer);
  return {
    ...imitation,
    allowOnce: (once) => {
      isOnce = once;
    },
    retryItself: (retried) => {
      isRetried = retried;
    },
  };
}

function readOutput({ query, method }: ImitatedCall, run: ImitatedRun | undefined): ImitatedAnswer {
  if (run === undefined) return error(404, "api.error.item.doesnotexist", "Execution ID does not exist");
  if (method !== "GET" || query.get("format") !== "text")
    return error(400, "api.error.item.unsupported-format", "text only");
  const headers = {
    "x-rundeck-execoutput-offset": String(run.printed.length),
    "x-rundeck-exec-state": statuses[run.state],
  };
  return { status: 200, headers, body: run.printed };
}

function error(status: number, errorCode: string, message: string): ImitatedAnswer {
  return { status, body: { error: true, apiversion: 41, errorCode, message } };
}
