import { readJsonPath, whoInCalendar } from "@signalbox/core";
import type { Answer, HttpKind, LookUpOutcome, LookUpQuery, TestVerdict } from "../connection-kind.ts";
import { askOnly } from "../shared/ask-only.ts";
import { type IncomingWebhookConfig, incomingWebhook } from "../shared/incoming-webhook.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus, trouble } from "../shared/interpret-test-status.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { onCallIcalForm, onCallIcalGuide } from "./on-call-ical-guide.ts";

/** Stands in what is planned and kept: the whole address is the credential. */
const hiddenUrl = "https://calendar.google.com/calendar/ical";

/** Who is on call by a calendar's address. It carries out nothing. */
export const onCallIcal: HttpKind<IncomingWebhookConfig> = {
  ...incomingWebhook,
  ...askOnly,
  key: "on-call-ical",
  name: "On-call look-up by iCal address",
  guide: onCallIcalGuide,
  proof: { status: "unproven", source: "https://www.rfc-editor.org/rfc/rfc5545", version: null },
  form: onCallIcalForm(`${hiddenUrl}/…`),
  interpret: (_step, answer, input) => ({
    step: "done",
    result: interpretStatus(answer, input.now) ?? { outcome: "delivered" },
  }),
  planTest: () => ({ outcome: "planned", calls: [{ asks: "calendar", request: ask() }] }),
  interpretTest(answer): TestVerdict {
    const verdict = interpretTestStatus(answer, "there is no calendar at this address");
    if (verdict !== null) return verdict;
    const found = answer.bodyCut ? null : whoInCalendar(answer.body, 0);
    if (found === null) return trouble("wrong-answer", tooLong);
    // What an event says is judged when somebody is asked for: here only whether it is a calendar.
    return found.outcome === "unreadable" && !/^BEGIN:VCALENDAR/i.test(answer.body.trimStart())
      ? trouble("wrong-answer", `${found.reason}: is it the address of the feed, and not of a page?`)
      : { verdict: "ok", sentence: "It is a calendar. Whether it names people shows with the team that asks it." };
  },
  lookUp: {
    example: { path: "/", select: null },
    plan: () => ({ outcome: "planned", request: ask() }),
    interpret: readCalendar,
  },
};

const tooLong = "The calendar is longer than 256 KiB: publish one that holds the rota alone, or no years of the past.";

function ask() {
  return jsonRequest("GET", hiddenUrl, undefined, { accept: "text/calendar" });
}

function readCalendar(answer: Answer, query: LookUpQuery, now: number): LookUpOutcome {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { outcome: "no-answer", reason: refused.detail };
  if (answer.bodyCut) return { outcome: "no-answer", reason: tooLong };
  const found = whoInCalendar(answer.body, now);
  if (found.outcome === "unreadable") return { outcome: "no-answer", reason: found.reason };
  if (found.outcome === "nobody") return { outcome: "no-answer", reason: "no event of the calendar is under way now" };
  const [value] = readJsonPath(query.select ?? "$", found.person);
  return value === undefined || value === null || value === ""
    ? { outcome: "no-answer", reason: `the event has nothing at ${query.select ?? "$"}` }
    : { outcome: "answered", value };
}
