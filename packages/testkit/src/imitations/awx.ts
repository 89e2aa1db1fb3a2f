import type { ImitatedAnswer, ImitatedCall } from "./imitation-server.ts";
import { type ImitatedRun, type RunBook, type RunImitation, startRunImitation } from "./run-imitation.ts";

// Written from https://github.com/ansible/awx (24): awx/api/templates/api/job_template_launch.md, unified_job_stdout.md and
// the views they describe: 201 with `job` and `ignored_fields`, 400 by field, `detail` in every other refusal.

const token = "bqV5txm97wqJqtkxlMkhQz0pKhRMMX";
const template = 7;
/** Asks for no variables at launch. */
const silentTemplate = 8;
const variables = ["host", "count"];

/** What a connection to the imitation needs. */
export const awxAccess = { token, template, silentTemplate };

const statuses = { running: "running", ok: "successful", failed: "failed", aborted: "canceled" } as const;

export interface AwxImitation extends RunImitation {
  /** The output of what has ended is still on its way. */
  holdEvents(isHeld: boolean): void;
}

export async function startAwx(): Promise<AwxImitation> {
  let isHeld = false;

  const show = (run: ImitatedRun) => ({
    id: run.number,
    type: "job",
    url: `/api/v2/jobs/${run.number}/`,
    job_template: Number(run.job),
    status: statuses[run.state],
    failed: run.state === "failed" || run.state === "aborted",
    finished: run.state === "running" ? null : "2026-11-02T09:00:00.000000Z",
    job_explanation: run.state === "aborted" ? "Job canceled by operator." : "",
    event_processing_finished: run.state !== "running" && !isHeld,
  });

  const answer = (call: ImitatedCall, book: RunBook): ImitatedAnswer => {
    const { method, path, headers, query } = call;
    if (!path.startsWith("/api/v2/")) return detail(404, "The requested resource could not be found.");
    if (headers.authorization !== `Bearer ${token}`)
      return detail(
        401,
        "Authentication credentials were not provided. To establish a login session, visit /api/login/.",
      );
    // Django appends the slash by a redirect, which loses the body of a POST.
    if (!path.endsWith("/")) return { status: 301, headers: { location: `${path}/` } };
    const launch = /^\/api\/v2\/job_templates\/(\d+)\/launch\/$/.exec(path);
    if (launch !== null) {
      const asked = Number(launch[1]);
      if (asked !== template && asked !== silentTemplate) return detail(404, "Not found.");
      if (method === "GET") return describeLaunch(asked);
      return method === "POST" ? start(call, asked, book) : detail(405, `Method "${method}" not allowed.`);
    }
    const [, number, stdout] = /^\/api\/v2\/jobs\/(\d+)\/(stdout\/)?$/.exec(path) ?? [];
    const run = number === undefined || method !== "GET" ? undefined : book.find(Number(number));
    if (run === undefined) return detail(404, "Not found.");
    if (stdout === undefined) return { status: 200, body: show(run) };
    return query.get("format") === "txt" ? { status: 200, body: run.printed } : detail(404, "Not found.");
  };

  const start = ({ headers, json }: ImitatedCall, asked: number, book: RunBook): ImitatedAnswer => {
    if (headers["content-type"] !== "application/json") return detail(415, "Unsupported media type in request.");
    const { extra_vars: given = {} } = json as { extra_vars?: Record<string, unknown> };
    if (typeof given !== "object") return { status: 400, body: { extra_vars: ["not an object"] } };
    // As a survey of the template says it.
    if (asked === template && given.count !== undefined && typeof given.count !== "number") {
      return { status: 400, body: { variables_needed_to_start: ["Value count is not an integer"] } };
    }
    const taken = asked === template ? variables : [];
    const entries = Object.entries(given);
    const run = book.start(String(asked), Object.fromEntries(entries.filter(([name]) => taken.includes(name))));
    const ignored = Object.fromEntries(entries.filter(([name]) => !taken.includes(name)));
    const ignored_fields = Object.keys(ignored).length === 0 ? {} : { extra_vars: ignored };
    return { status: 201, body: { job: run.number, ignored_fields, ...show(run), status: "pending" } };
  };

  const imitation = await startRunImitation(answer);
  return {
    ...imitation,
    holdEvents: (held) => {
      isHeld = held;
    },
  };
}

function describeLaunch(asked: number): ImitatedAnswer {
  return {
    status: 200,
    body: {
      can_start_without_user_input: true,
      ask_variables_on_launch: asked === template,
      survey_enabled: false,
      passwords_needed_to_start: [],
      variables_needed_to_start: [],
    },
  };
}

function detail(status: number, words: string): ImitatedAnswer {
  return { status, body: { detail: words } };
}
