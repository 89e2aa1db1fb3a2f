import { type AttemptOutcome, askAnswer, type CallStep, type Place, readJsonPath, readPlaces } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { foundAmong } from "../shared/found-among.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId, readJson, readWebUrl } from "../shared/read-answer.ts";
import { readIdAt, refuseTemplated } from "../shared/read-templated-answer.ts";
import { callOf } from "./plan-ticket-call.ts";
import type { TicketJsonConfig } from "./ticket-json-config.ts";

type Ticket = TicketJsonConfig["ticket"];

/** What an answer means, by the rules that the connection's templates give. */
export function interpretTicketAnswer(
  step: CallStep,
  answer: Answer,
  input: PlanInput<TicketJsonConfig>,
): Interpretation {
  const { ticket } = input.config;
  const refused = refuseTemplated(answer, callOf(step, ticket), input.now);
  if (refused !== null) {
    return step === "find" ? interpretRefusedFind(refused, answer, ticket.find!) : { step: "done", result: refused };
  }
  switch (step) {
    case "create":
      return interpretCreate(answer, ticket.create);
    case "find":
      return interpretFind(answer, ticket.find!, input.obligation?.reference ?? "");
    case "read":
      return interpretRead(answer, ticket.read!);
    case "update":
    case "close":
    case "reopen":
    case "send":
      return { step: "done", result: { outcome: "delivered" } };
  }
}

function interpretCreate(answer: Answer, create: Ticket["create"]): Interpretation {
  if (create.id === undefined) return { step: "done", result: { outcome: "delivered" } };
  const id = readIdAt(create.id, answer);
  if (id === null) {
    const detail = `it answered ${answer.status}, but there is no id at ${create.id}: the ticket is looked up`;
    return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
  }
  const url = create.url === undefined ? null : readWebUrl(readJsonPath(create.url, readJson(answer))[0]);
  return {
    step: "done",
    result: { outcome: "delivered", externalId: id, ...(url === null ? {} : { externalUrl: url }) },
  };
}

/** A hit counts only with our reference exactly, where the connection says where the reference stands. */
function interpretFind(answer: Answer, find: NonNullable<Ticket["find"]>, reference: string): Interpretation {
  const body = readJson(answer);
  if (body === undefined) return notUnderstood("the search's answer is no JSON");
  const ids = readPlaces(find.id, body);
  const ours = find.reference === undefined ? ids : pickOurs(ids, readPlaces(find.reference, body), reference);
  return foundAmong(
    ours.map((hit) => ({ externalId: readId(hit?.value), externalUrl: null })),
    `what stands at ${find.id} is no id`,
  );
}

// The ids of the very items that hold our reference; null for one that has none.
function pickOurs(ids: Place[], references: Place[], reference: string): (Place | null)[] {
  return references
    .filter(({ value }) => value === reference)
    .map((ours) => ids.find(({ places }) => places.every((place, depth) => place === ours.places[depth])) ?? null);
}

// A wrong path answers 404 too: then nothing is proven, and nothing may be opened a second time.
function interpretRefusedFind(
  refused: AttemptOutcome,
  answer: Answer,
  find: NonNullable<Ticket["find"]>,
): Interpretation {
  if (absentCodes(find).includes(answer.status)) return { step: "not-found" };
  return answer.status === 404
    ? notUnderstood("the search answered 404: no hit, or a wrong path? `absent: [404]` says that it means no hit")
    : { step: "done", result: refused };
}

/** Status codes by which a search says that there is no hit. */
export function absentCodes(find: NonNullable<Ticket["find"]>): readonly number[] {
  const isNamed = /\{\{[^}]*\breference\b/.test(find.path.replace(/\?.*$/s, ""));
  return find.absent ?? (isNamed ? [404] : []);
}

function interpretRead(answer: Answer, read: NonNullable<Ticket["read"]>): Interpretation {
  const body = readJson(answer);
  if (body === undefined) return notUnderstood("the answer is no JSON");
  const verdict = askAnswer(read.closed, body, answer.status);
  if (verdict.outcome === "not-evaluable")
    return notUnderstood(`"${read.closed}" could not be asked: ${verdict.reason}`);
  return { step: "state", closed: verdict.outcome === "true" };
}
