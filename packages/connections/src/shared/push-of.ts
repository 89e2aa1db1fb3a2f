import type { CallStep } from "@signalbox/core";
import type { PlanInput } from "../connection-kind.ts";
import { type PageBody, pageBody } from "../page-webhook/page-body.ts";
import { isMessage, messageBody } from "./message-body.ts";
import { pageText } from "./page-text.ts";

/** What a step puts on somebody's phone. */
export interface Push {
  about: "message" | "page" | "over";
  title: string;
  text: string;
  link: string | null;
  acknowledgeUrl: string | null;
  /** Of the incident; empty for a failure of ours. */
  severity: string;
}

const pageEvents: Partial<Record<CallStep, PageBody["event"]>> = { create: "page.opened", close: "page.resolved" };

/** The words of a step for systems that ring phones and take nothing back; null where there is nothing to say.
 *  @param input `followUp`: also say that a page is over. */
export function pushOf(step: CallStep, input: PlanInput<{ followUp?: boolean | undefined }>): Push | null {
  const { config, scope } = input;
  const reference = input.obligation?.reference ?? input.idempotencyKey;
  if (step === "send" && isMessage(scope)) {
    const { title, text, link, incident } = messageBody(reference, scope);
    return { about: "message", title, text, link, acknowledgeUrl: null, severity: incident?.severity ?? "" };
  }
  const event = step === "send" ? "failure.opened" : pageEvents[step];
  if (event === undefined || (step === "close" && config.followUp !== true)) return null;
  const body = pageBody(event, reference, scope);
  const isOver = event === "page.resolved";
  return {
    about: isOver ? "over" : "page",
    ...pageText(body),
    link: body.link,
    acknowledgeUrl: isOver ? null : body.acknowledgeUrl,
    severity: body.incident?.severity ?? "",
  };
}
