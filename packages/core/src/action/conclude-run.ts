import type { ConcludeFacts, Conclusion, Learnt } from "./conclude-attempt.ts";
import type { CallStep } from "./outcome.ts";

/** What follows for a remediation from one call. What may have started it is never repeated by itself: a person decides. */
export function concludeRun(step: CallStep, learnt: Learnt, facts: ConcludeFacts): Conclusion {
  switch (learnt.step) {
    case "run":
      if (learnt.state === "running") return { next: "follow", detail: learnt.detail };
      return learnt.state === "succeeded"
        ? { next: "done", reason: learnt.detail }
        : { next: "fail", reason: "run-failed", detail: learnt.detail };
    case "found":
    case "not-found":
    case "state":
      return { next: "ask-person", reason: "answer-not-understood", detail: "its answer says nothing about a run" };
    case "done":
      break;
  }
  const { result } = learnt;
  if (step !== "send") {
    // A look that fails says nothing about the run: it is looked at again while its time lasts.
    if (result.outcome === "retryable" && result.reason === "credentials-refused")
      return { next: "pause-connection", detail: result.detail };
    return result.outcome === "permanent"
      ? { next: "ask-person", reason: result.reason, detail: result.detail }
      : { next: "follow", detail: result.detail ?? "it runs there" };
  }
  switch (result.outcome) {
    case "delivered": {
      const { externalId, externalUrl } = result;
      if (externalId !== undefined && facts.can.read) return { next: "go-on", externalId, externalUrl };
      return { next: "done", reason: result.detail ?? "done", externalId, externalUrl };
    }
    case "retryable":
      if (result.reason === "credentials-refused") return { next: "pause-connection", detail: result.detail };
      // A gateway may answer for a server that has started it.
      return result.reason === "server-error"
        ? { next: "ask-person", reason: result.reason, detail: result.detail }
        : { next: "fail", reason: result.reason, detail: result.detail };
    case "permanent":
      return { next: "fail", reason: result.reason, detail: result.detail };
    case "unknown":
      return { next: "ask-person", reason: result.reason, detail: result.detail };
  }
}
