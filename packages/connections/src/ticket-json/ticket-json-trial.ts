import type { Answer, PlannedRequest, TestPlan, TestVerdict } from "../connection-kind.ts";
import { interpretTestStatus, trouble } from "../shared/interpret-test-status.ts";
import { readJson } from "../shared/read-answer.ts";
import { absentCodes, interpretTicketAnswer } from "./interpret-ticket-answer.ts";
import { planTicketCall } from "./plan-ticket-call.ts";
import type { TicketJsonConfig } from "./ticket-json-config.ts";

/** A reference that no ticket carries: a search for it must find nothing. */
const nobodys = "sbx-connectiontest";
const input = (config: TicketJsonConfig) => ({
  config,
  idempotencyKey: nobodys,
  scope: { obligation: { reference: nobodys, externalId: null } },
  obligation: { reference: nobodys, externalId: null },
  now: 0,
});

/** The search, for a reference that nobody has: the one call of the templates that changes nothing. */
export function planTicketTest(config: TicketJsonConfig): TestPlan<PlannedRequest> {
  const { find } = config.ticket;
  if (find === undefined || (find.method ?? "GET") !== "GET") {
    const reason = "it has no template `find` by GET: every other call would create or change a ticket";
    return { outcome: "not-possible", reason };
  }
  const planned = planTicketCall("find", find, input(config));
  return planned.outcome === "planned"
    ? { outcome: "planned", calls: [{ asks: "search", request: planned.request }] }
    : { outcome: "not-possible", reason: planned.reason };
}

export function interpretTicketTest(answer: Answer, config: TicketJsonConfig): TestVerdict {
  const find = config.ticket.find!;
  if (absentCodes(find).includes(answer.status)) {
    const sentence = `It answered ${answer.status} to a search for what nobody has, which counts as no hit here.`;
    return { verdict: "ok", sentence };
  }
  const refused = interpretTestStatus(answer, "nothing at the address of the search");
  if (refused !== null) return refused;
  const learnt = interpretTicketAnswer("find", answer, input(config));
  if (learnt.step === "not-found") {
    return { verdict: "ok", sentence: "It takes the credential, and a search for what nobody has finds nothing." };
  }
  if (learnt.step === "found") {
    const sentence =
      "A search for what nobody has finds a ticket: the system takes no notice of the reference in `find.path`. Mend it, and name in `find.reference` where the reference stands.";
    return trouble("wrong-setting", sentence);
  }
  const what = readJson(answer) === undefined ? "with something that is no JSON" : "with something unexpected";
  return trouble("wrong-answer", `It answered ${answer.status} ${what}: is that the address of its API?`);
}
