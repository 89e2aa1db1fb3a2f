import type { Answer, Interpretation, PlanInput, TestVerdict } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { interpretStatus, type Refusal } from "../shared/interpret-status.ts";
import { interpretTestStatus, trouble } from "../shared/interpret-test-status.ts";
import { quoteText } from "../shared/said-in-answer.ts";
import type { OsticketConfig } from "./osticket-config.ts";

/** A ticket's number, as osTicket is set to make them: digits, often with letters before them. */
const ticketNumber = /^[\p{L}\d][\p{L}\d._-]{0,19}$/u;

/** What osTicket's answers mean: the whole text is the number of the ticket, or why there is none. */
export function interpretOsticket(answer: Answer, { config, now }: PlanInput<OsticketConfig>): Interpretation {
  const refused = refuse(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  const number = answer.body.trim();
  if (answer.status !== 201 || answer.bodyCut || !ticketNumber.test(number)) {
    const detail = `it answered ${answer.status}, but not with a ticket's number: nobody can tell whether one was opened`;
    return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
  }
  const externalUrl = joinUrl(config.baseUrl, `/scp/tickets.php?number=${encodeURIComponent(number)}`);
  return { step: "done", result: { outcome: "delivered", externalId: number, externalUrl } };
}

// The words are plain text. A ticket that a filter or a limit denies is a 403, and one that lacks a field a 400 or, since 1.18,
// a 500: neither gets better by trying again.
function refuse(answer: Answer, now: number): Refusal | null {
  const said = isPage(answer) ? "" : quoteText(answer.body);
  const isDenied = answer.status === 403 || (answer.status === 500 && /unable to create new ticket/i.test(answer.body));
  if (isDenied && said !== "") {
    return { outcome: "permanent", reason: "refused-by-target", detail: `it answered ${answer.status}${said}` };
  }
  const refused = interpretStatus(answer, now);
  return refused !== null && refused.reason === "credentials-refused"
    ? { ...refused, detail: `${refused.detail}${said}` }
    : refused;
}

/** The key is judged before the ticket: 400 to an empty one says that it is known. */
export function interpretOsticketTest(answer: Answer): TestVerdict {
  if (answer.status === 400 && !isPage(answer)) {
    return { verdict: "ok", sentence: "The key is known, and may open tickets from here. Nothing was opened." };
  }
  if (answer.status === 401) {
    const sentence = `It answered 401: the key is wrong, may not create tickets, or holds for another address than the one from which Signalbox calls.${answer.body.trim() === "" || isPage(answer) ? "" : ` It says${quoteText(answer.body)}`}`;
    return trouble("credentials", sentence);
  }
  return (
    interpretTestStatus(answer, "no osTicket at this address") ??
    trouble("wrong-answer", `It answered ${answer.status} to an empty ticket, as osTicket does not. Check the address.`)
  );
}

function isPage(answer: Answer): boolean {
  return /^\s*<(!doctype|html)/i.test(answer.body);
}
