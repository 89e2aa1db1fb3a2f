import { askAnswer, type CallStep, readJsonPath } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readJson, readWebUrl } from "../shared/read-answer.ts";
import { readIdAt, refuseTemplated } from "../shared/read-templated-answer.ts";
import { saidInAnswer } from "../shared/said-in-answer.ts";
import type { HttpJobConfig } from "./http-job-config.ts";

/** What an answer means, by the rules that the connection gives. */
export function interpretHttpJob(step: CallStep, answer: Answer, input: PlanInput<HttpJobConfig>): Interpretation {
  const { config, now } = input;
  return step === "read" ? interpretPoll(answer, config.poll, now) : interpretStart(answer, config.start, now);
}

function interpretStart(answer: Answer, start: HttpJobConfig["start"], now: number): Interpretation {
  const refused = refuseTemplated(answer, start, now);
  if (refused !== null) return { step: "done", result: refused };
  const externalId = readIdAt(start.id, answer);
  if (externalId === null || /^\s*<(!doctype|html)/i.test(answer.body)) {
    const detail = `it answered ${answer.status}, but there is no id at ${start.id}: whether it started nobody can tell`;
    return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
  }
  const url = start.url === undefined ? null : readWebUrl(readJsonPath(start.url, readJson(answer))[0]);
  return {
    step: "done",
    result: { outcome: "delivered", externalId, ...(url === null ? {} : { externalUrl: url }) },
  };
}

function interpretPoll(answer: Answer, poll: HttpJobConfig["poll"], now: number): Interpretation {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  const body = readJson(answer);
  if (body === undefined) return notUnderstood(`the run gave ${describeAnswer(answer)}`);
  const output = poll.output === undefined ? {} : { output: textAt(poll.output, body) };
  const done = askAnswer(poll.done, body, answer.status);
  if (done.outcome === "not-evaluable") return notUnderstood(`"${poll.done}" could not be asked: ${done.reason}`);
  if (done.outcome === "false") return { step: "run", state: "running", detail: "it runs there", ...output };
  const ok = askAnswer(poll.ok, body, answer.status);
  if (ok.outcome === "not-evaluable") {
    const detail = `it has ended, but "${poll.ok}" could not be asked: ${ok.reason}`;
    return { step: "done", result: { outcome: "permanent", reason: "answer-not-understood", detail } };
  }
  const state = ok.outcome === "true" ? "succeeded" : "failed";
  const words = state === "succeeded" ? "it has ended well there" : "it has ended there, and not well";
  return { step: "run", state, detail: `${words}${saidInAnswer(answer)}`, ...output };
}

// A text, or a list of lines.
function textAt(place: string, body: unknown): string {
  const [found] = readJsonPath(place, body);
  if (Array.isArray(found)) return found.map((line) => `${String(line)}\n`).join("");
  return typeof found === "string" ? found : "";
}
