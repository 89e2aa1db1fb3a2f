import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { foundAmong } from "../shared/found-among.ts";
import { interpretCreated } from "../shared/interpret-created.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId, readJson } from "../shared/read-answer.ts";
import { subjectMark } from "./plan-request-tracker.ts";
import type { RequestTrackerConfig } from "./request-tracker-config.ts";

const closedDefault = ["resolved", "rejected", "deleted"];
/** RT answers 200 or 201 also where it did nothing: the texts tell. */
const refusalWords =
  /permission denied|isn't a valid|is not a valid|not allowed|no such|could not|couldn't|can't|unable to/i;

/** What RT's answers mean. Closing is believed when a read shows it. */
export function interpretRequestTracker(
  step: CallStep,
  answer: Answer,
  input: PlanInput<RequestTrackerConfig>,
): Interpretation {
  const refused = interpretStatus(answer, input.now);
  if (refused !== null) {
    // 404 to a search is a wrong address, and proves nothing about the ticket.
    return step === "find" && refused.reason === "not-found"
      ? notUnderstood(`the search answered ${answer.status}: is the address right?`)
      : { step: "done", result: refused };
  }
  switch (step) {
    case "create":
      return interpretCreated(answer, ({ id }) => ({ id, url: ticketPage(input.config, readId(id)) }));
    case "find":
      return interpretFind(answer, input);
    case "read":
      return interpretRead(answer, input.config);
    case "update":
    case "close":
    case "reopen":
    case "send":
      return interpretChange(answer);
  }
}

function interpretFind(answer: Answer, input: PlanInput<RequestTrackerConfig>): Interpretation {
  const body = readJson(answer);
  if (!isObject(body) || !Array.isArray(body.items)) return notUnderstood(`the search gave ${describeAnswer(answer)}`);
  const mark = subjectMark(input.obligation?.reference ?? "");
  const ours = body.items.filter(
    (item) => isObject(item) && typeof item.Subject === "string" && item.Subject.includes(mark),
  );
  const hits = ours.map((item) => {
    const externalId = readId(item.id);
    return { externalId, externalUrl: ticketPage(input.config, externalId) };
  });
  const isWhole = typeof body.total !== "number" || body.total <= body.items.length;
  return foundAmong(hits, "a ticket with our reference has no number", isWhole);
}

function interpretRead(answer: Answer, config: RequestTrackerConfig): Interpretation {
  const body = readJson(answer);
  if (!isObject(body) || typeof body.Status !== "string") {
    return notUnderstood(`the look at the ticket gave ${describeAnswer(answer)}`);
  }
  const closed = [...(config.closedStatuses ?? closedDefault), config.closedStatus ?? "resolved"];
  return { step: "state", closed: closed.includes(body.Status) };
}

function interpretChange(answer: Answer): Interpretation {
  const body = readJson(answer);
  const texts = Array.isArray(body) ? body.filter((text) => typeof text === "string") : null;
  if (texts === null) {
    const detail = `it gave ${describeAnswer(answer)}`;
    return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
  }
  const refusal = texts.find((text) => refusalWords.test(text));
  if (refusal === undefined) return { step: "done", result: { outcome: "delivered" } };
  const detail = `it answered ${answer.status}, and refused: ${refusal.slice(0, 200)}`;
  return { step: "done", result: { outcome: "permanent", reason: "refused-by-target", detail } };
}

function ticketPage(config: RequestTrackerConfig, id: string | null): string | null {
  return id === null ? null : `${config.baseUrl.replace(/\/+$/, "")}/Ticket/Display.html?id=${encodeURIComponent(id)}`;
}
