import type { CallStep } from "@signalbox/core";
import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";

type CallOnTicket<Config> = (input: PlanInput<Config>, id: string) => PlannedRequest;

/** The calls of a ticket system. */
export interface TicketCalls<Config> {
  /** Form of the ids there; whole numbers where left out. */
  ids?: RegExp;
  create(input: PlanInput<Config>, reference: string): PlanOutcome<PlannedRequest>;
  find(config: Config, reference: string): PlannedRequest;
  read: CallOnTicket<Config>;
  update: CallOnTicket<Config>;
  close: CallOnTicket<Config>;
  reopen: CallOnTicket<Config>;
}

const wholeNumber = /^[1-9]\d{0,17}$/;

/** The call of a step: by our reference while the ticket's number is not known, by its number then. */
export function planTicketStep<Config>(
  calls: TicketCalls<Config>,
  step: CallStep,
  input: PlanInput<Config>,
): PlanOutcome<PlannedRequest> {
  const reference = input.obligation?.reference ?? input.idempotencyKey;
  switch (step) {
    case "create":
      return calls.create(input, reference);
    case "find":
      return { outcome: "planned", request: calls.find(input.config, reference) };
    case "read":
    case "update":
    case "close":
    case "reopen": {
      const id = input.obligation?.externalId ?? "";
      return (calls.ids ?? wholeNumber).test(id)
        ? { outcome: "planned", request: calls[step](input, id) }
        : { outcome: "not-possible", reason: `${step}: the ticket's number is not known` };
    }
    case "send":
      return { outcome: "not-possible", reason: "a ticket system opens tickets, and sends nothing else" };
  }
}
