import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { foundAmong } from "../shared/found-among.ts";
import { interpretChanged } from "../shared/interpret-changed.ts";
import { interpretCreated } from "../shared/interpret-created.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId, readJson } from "../shared/read-answer.ts";
import { closedStateOf, perPage, titleMark } from "./plan-zammad.ts";
import type { ZammadConfig } from "./zammad-config.ts";

/** "Pending close" is none: it closes later, or not at all. */
const closedDefault = ["closed", "merged", "removed"];

/** What Zammad's answers mean. Closing is believed when a read shows it. */
export function interpretZammad(step: CallStep, answer: Answer, input: PlanInput<ZammadConfig>): Interpretation {
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
      return interpretChanged(answer);
  }
}

function interpretFind(answer: Answer, input: PlanInput<ZammadConfig>): Interpretation {
  const body = readJson(answer);
  if (!Array.isArray(body)) return notUnderstood(`the search gave ${describeAnswer(answer)}`);
  const mark = titleMark(input.obligation?.reference ?? "");
  const ours = body.filter((one) => isObject(one) && typeof one.title === "string" && one.title.includes(mark));
  const hits = ours.map(({ id }) => ({ externalId: readId(id), externalUrl: ticketPage(input.config, readId(id)) }));
  return foundAmong(hits, "a ticket with our reference has no id", body.length < perPage);
}

function interpretRead(answer: Answer, config: ZammadConfig): Interpretation {
  const body = readJson(answer);
  if (!isObject(body) || typeof body.state !== "string") {
    return notUnderstood(`the look at the ticket gave ${describeAnswer(answer)}`);
  }
  const closed = [...(config.closedStates ?? closedDefault), closedStateOf(config)];
  return { step: "state", closed: closed.includes(body.state) };
}

function ticketPage(config: ZammadConfig, id: string | null): string | null {
  return id === null ? null : joinUrl(config.baseUrl, `/#ticket/zoom/${encodeURIComponent(id)}`);
}
