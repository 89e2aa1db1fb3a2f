import type { Answer, Interpretation } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { readId, readJson } from "../shared/read-answer.ts";

/** What the Events API answers: 202 with `status: success` and the key of the alert. */
export function interpretEnqueued(answer: Answer, now: number): Interpretation {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  const body = readJson(answer);
  if (!isObject(body) || body.status !== "success") {
    const detail = `it gave ${isObject(body) ? `an answer of ${answer.status} that is no success` : describeAnswer(answer)}`;
    return { step: "done", result: { outcome: "retryable", reason: "answer-not-understood", detail } };
  }
  const externalId = readId(body.dedup_key);
  return { step: "done", result: { outcome: "delivered", ...(externalId === null ? {} : { externalId }) } };
}

/** How the incidents of one key stand: closed when all are resolved. Never having had one is trouble of its own: an event
 *  was answered 202 and dropped. */
export function interpretIncidents(answer: Answer, now: number): Interpretation {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  const body = readJson(answer);
  const incidents = isObject(body) && Array.isArray(body.incidents) ? body.incidents.filter(isObject) : null;
  if (incidents === null) return notUnderstood(`it gave ${describeAnswer(answer)} without incidents`);
  if (incidents.length === 0) {
    return notUnderstood(
      "PagerDuty has no incident of this page: its event was dropped, as in a maintenance window or by an event rule",
    );
  }
  const open = incidents.filter(({ status }) => status !== "resolved");
  const [acknowledged] = incidents.flatMap(({ acknowledgements }) =>
    Array.isArray(acknowledgements) ? acknowledgements.filter(isObject) : [],
  );
  const acknowledger = isObject(acknowledged?.acknowledger) ? acknowledged.acknowledger : null;
  const name = typeof acknowledger?.summary === "string" ? acknowledger.summary : null;
  const isAcknowledged = acknowledged !== undefined || incidents.some(({ status }) => status === "acknowledged");
  return {
    step: "state",
    closed: open.length === 0,
    acknowledgedBy: isAcknowledged ? (name ?? "somebody at PagerDuty") : null,
  };
}

function notUnderstood(detail: string): Interpretation {
  return { step: "done", result: { outcome: "retryable", reason: "answer-not-understood", detail } };
}
