import type { Answer, Interpretation } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId, readJson } from "../shared/read-answer.ts";

/** What is answered to every change: 202 with the id of a request that is carried out later. */
export function interpretAccepted(answer: Answer, alias: string, now: number): Interpretation {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  const body = readJson(answer);
  if (isObject(body) && readId(body.requestId) !== null) {
    return { step: "done", result: { outcome: "delivered", externalId: alias } };
  }
  // Its alias makes a repeat harmless.
  return notUnderstood(`it gave ${isObject(body) ? "an answer without a requestId" : describeAnswer(answer)}`);
}

/** How the alert stands. None at all is trouble of its own: a request was answered 202 and came to nothing. */
export function interpretAlert(answer: Answer, now: number): Interpretation {
  if (answer.status === 404) {
    return notUnderstood("Opsgenie has no alert of this page: its request was answered 202 and came to nothing");
  }
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  const body = readJson(answer);
  const alert = isObject(body) && isObject(body.data) ? body.data : null;
  if (alert === null || typeof alert.status !== "string") {
    return notUnderstood(`it gave ${describeAnswer(answer)} without an alert`);
  }
  const report = isObject(alert.report) ? alert.report : {};
  const by = [report.acknowledgedBy, alert.owner].find((one) => typeof one === "string" && one !== "");
  return {
    step: "state",
    closed: alert.status === "closed",
    acknowledgedBy: alert.acknowledged === true ? (typeof by === "string" ? by : "somebody at Opsgenie") : null,
  };
}
