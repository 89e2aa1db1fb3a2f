import type { CallStep } from "@signalbox/core";
import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { type PostLevel, postLevel } from "./status-post.ts";

type CallOnPost<Config> = (input: PlanInput<Config>, id: string) => PlannedRequest;

/** The calls of a status page. */
export interface PostCalls<Config> {
  /** Form of the ids there. */
  ids: RegExp;
  create(input: PlanInput<Config>, reference: string, level: PostLevel): PlannedRequest;
  /** Left out where nothing there carries our reference. */
  find?(config: Config, reference: string): PlannedRequest;
  read: CallOnPost<Config>;
  update: CallOnPost<Config>;
  close: CallOnPost<Config>;
}

/** The call of a step on a public page: by our reference while the post's id is not known, by its id then. */
export function planPostStep<Config>(
  calls: PostCalls<Config>,
  step: CallStep,
  input: PlanInput<Config>,
): PlanOutcome<PlannedRequest> {
  const reference = input.obligation?.reference ?? input.idempotencyKey;
  switch (step) {
    case "create": {
      const level = postLevel(input.scope);
      return typeof level === "string" ? notPossible(level) : planned(calls.create(input, reference, level));
    }
    case "find":
      return calls.find === undefined
        ? notPossible("posts there carry no reference of ours")
        : planned(calls.find(input.config, reference));
    case "read":
    case "update":
    case "close": {
      const id = input.obligation?.externalId ?? "";
      return calls.ids.test(id) ? planned(calls[step](input, id)) : notPossible(`${step} needs the id of the post`);
    }
    case "reopen":
    case "send":
      return notPossible(`a status page can't do ${step}`);
  }
}

function planned(request: PlannedRequest): PlanOutcome<PlannedRequest> {
  return { outcome: "planned", request };
}

function notPossible(reason: string): PlanOutcome<PlannedRequest> {
  return { outcome: "not-possible", reason };
}
