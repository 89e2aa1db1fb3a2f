import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { interpretRunRead, interpretStarted } from "../shared/interpret-run.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId } from "../shared/read-answer.ts";
import { saidInAnswer } from "../shared/said-in-answer.ts";
import type { RundeckConfig } from "./rundeck-config.ts";

/** What Rundeck's answers mean. */
export function interpretRundeck(step: CallStep, answer: Answer, { now }: PlanInput<RundeckConfig>): Interpretation {
  return step === "read" ? interpretRunRead(answer, now, readExecution) : interpretRun(answer, now);
}

function interpretRun(answer: Answer, now: number): Interpretation {
  // A job that may not run twice at once is running: this time it did not start.
  if (answer.status === 409) {
    const detail = `it answered 409: it was not started${saidInAnswer(answer)}`;
    return { step: "done", result: { outcome: "permanent", reason: "conflict", detail } };
  }
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  return interpretStarted(answer, ({ id, permalink }) => ({ id: wholeId(id), url: permalink }));
}

// A number, or its digits as text.
function wholeId(id: unknown): string | null {
  const text = readId(id);
  return text !== null && /^[1-9]\d*$/.test(text) ? text : null;
}

function readExecution(body: Readonly<Record<string, unknown>>): Interpretation {
  const { status, customStatus, failedNodes } = body;
  switch (status) {
    case "running":
    case "scheduled":
    case "queued":
      return { step: "run", state: "running", detail: `Rundeck says: ${status}` };
    case "succeeded":
      return { step: "run", state: "succeeded", detail: "Rundeck says: succeeded" };
    case "failed":
    case "aborted":
    case "timedout":
    case "incomplete":
      return { step: "run", state: "failed", detail: `Rundeck says: ${status}${onNodes(failedNodes)}` };
    case "other": {
      const said = typeof customStatus === "string" ? customStatus : "a status of its own";
      return { step: "run", state: "failed", detail: `Rundeck says: ${said.slice(0, 100)}` };
    }
    case "failed-with-retry":
    case "retried": {
      // Whether the fix works in the end is told by another execution.
      const detail = "it failed, and Rundeck runs it again by itself as another execution: look there how that ends";
      return { step: "done", result: { outcome: "permanent", reason: "answer-not-understood", detail } };
    }
    default:
      return notUnderstood("the execution has a status that is not known");
  }
}

function onNodes(nodes: unknown): string {
  const names = Array.isArray(nodes) ? nodes.filter((name) => typeof name === "string") : [];
  return names.length === 0 ? "" : ` on ${names.slice(0, 10).join(", ")}`;
}
