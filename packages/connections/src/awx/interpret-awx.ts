import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { interpretRunRead, interpretStarted } from "../shared/interpret-run.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { quoteText } from "../shared/said-in-answer.ts";
import type { AwxConfig } from "./awx-config.ts";

/** What the answers of AWX mean. */
export function interpretAwx(step: CallStep, answer: Answer, input: PlanInput<AwxConfig>): Interpretation {
  const { now, config } = input;
  if (step === "read") return interpretRunRead(answer, now, (body) => readJob(body, now));
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  return interpretStarted(answer, ({ job, workflow_job, ignored_fields }) => {
    if (job === undefined && typeof workflow_job === "number") {
      return { doubt: `it started workflow ${workflow_job}, as the template has slices: look there how that ends` };
    }
    const ignored = ignoredNames(ignored_fields);
    if (ignored.length > 0) {
      const what = `it started job ${String(job)}, but took no notice of ${ignored.join(", ")}`;
      return { doubt: `${what}: the template does not ask for them at launch. Look there what that job does` };
    }
    const isNumber = Number.isSafeInteger(job) && Number(job) > 0;
    return { id: isNumber ? job : null, url: isNumber ? pageOf(config, Number(job)) : null };
  });
}

/** What was given and not taken: variables by their names, else the field. */
function ignoredNames(ignored: unknown): string[] {
  if (!isObject(ignored)) return [];
  return Object.entries(ignored).flatMap(([field, value]) => (isObject(value) ? Object.keys(value) : [field]));
}

function pageOf({ baseUrl }: AwxConfig, job: number): string {
  return `${new URL(baseUrl).origin}/#/jobs/playbook/${job}/output`;
}

/** For so long after its end the rest of a job's output may still be on its way. */
const outputWithinMs = 60_000;

function readJob(body: Readonly<Record<string, unknown>>, now: number): Interpretation {
  const { status, job_explanation: explanation } = body;
  const why = typeof explanation === "string" ? quoteText(explanation) : "";
  switch (status) {
    case "new":
    case "pending":
    case "waiting":
    case "running":
      return { step: "run", state: "running", detail: `AWX says: ${status}${why}` };
    case "successful":
    case "failed":
    case "error":
    case "canceled": {
      if (isOutputOnItsWay(body, now)) {
        const detail = `AWX says: ${status}; the rest of its output is on its way`;
        return { step: "run", state: "running", detail };
      }
      return {
        step: "run",
        state: status === "successful" ? "succeeded" : "failed",
        detail: `AWX says: ${status}${why}`,
      };
    }
    default:
      return notUnderstood("the job has a status that is not known");
  }
}

// AWX stores what a job prints apart from its end, and later.
function isOutputOnItsWay(
  { event_processing_finished, finished }: Readonly<Record<string, unknown>>,
  now: number,
): boolean {
  if (event_processing_finished !== false || typeof finished !== "string") return false;
  const endedAt = Date.parse(finished);
  return Number.isFinite(endedAt) && now < endedAt + outputWithinMs;
}
