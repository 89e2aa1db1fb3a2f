import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { foundAmong } from "../shared/found-among.ts";
import { interpretChanged } from "../shared/interpret-changed.ts";
import { interpretCreated } from "../shared/interpret-created.ts";
import { interpretStatus, type Refusal } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId, readJson } from "../shared/read-answer.ts";
import { saidInAnswer } from "../shared/said-in-answer.ts";
import { closedStateOf, limit } from "./plan-servicenow.ts";
import type { ServicenowConfig } from "./servicenow-config.ts";

const closedDefault = ["6", "7", "8"];

/** What ServiceNow's answers mean. Closing is believed when a read shows it. */
export function interpretServicenow(
  step: CallStep,
  answer: Answer,
  input: PlanInput<ServicenowConfig>,
): Interpretation {
  const refused = refuse(answer, input.now);
  if (refused !== null) {
    // 404 to a search is a wrong address, and proves nothing about the incident.
    return step === "find" && refused.reason === "not-found"
      ? notUnderstood(`the search answered ${answer.status}: is the address right?`)
      : { step: "done", result: refused };
  }
  switch (step) {
    case "create":
      return interpretCreated(answer, ({ result }) => created(result, input));
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

// A policy or a rule of the instance that refuses answers 403, too: that is no matter of credentials.
function refuse(answer: Answer, now: number): Refusal | null {
  const said = saidInAnswer(answer);
  if (answer.status === 403 && /data policy|business rule/i.test(said)) {
    return {
      outcome: "permanent",
      reason: "refused-by-target",
      detail: `it answered 403: the instance does not allow it${said}`,
    };
  }
  return interpretStatus(answer, now);
}

function created(result: unknown, input: PlanInput<ServicenowConfig>) {
  const fields = isObject(result) ? result : {};
  const isKept = fields.correlation_id === (input.obligation?.reference ?? input.idempotencyKey);
  const url = incidentPage(input.config, readId(fields.sys_id));
  return { id: fields.sys_id, url, detail: isKept ? null : referenceDropped };
}

const referenceDropped =
  "opened, but ServiceNow dropped our reference: the user may not write correlation_id, so this incident can't be found again by it";

function interpretFind(answer: Answer, input: PlanInput<ServicenowConfig>): Interpretation {
  const body = readJson(answer);
  if (!isObject(body) || !Array.isArray(body.result)) {
    return notUnderstood(`the search gave ${describeAnswer(answer)}`);
  }
  const reference = input.obligation?.reference ?? "";
  const ours = body.result.filter((one) => isObject(one) && one.correlation_id === reference);
  const hits = ours.map(({ sys_id }) => {
    const externalId = readId(sys_id);
    return { externalId, externalUrl: incidentPage(input.config, externalId) };
  });
  return foundAmong(hits, "an incident with our reference has no sys_id", body.result.length < limit);
}

function interpretRead(answer: Answer, config: ServicenowConfig): Interpretation {
  const body = readJson(answer);
  const state = isObject(body) && isObject(body.result) ? body.result.state : null;
  if (typeof state !== "string" || state === "") {
    return notUnderstood(`the look at the incident gave ${describeAnswer(answer)}`);
  }
  const closed = [...(config.closedStates ?? closedDefault), closedStateOf(config)];
  return { step: "state", closed: closed.includes(state) };
}

function incidentPage(config: ServicenowConfig, id: string | null): string | null {
  return id === null ? null : joinUrl(config.baseUrl, `/incident.do?sys_id=${encodeURIComponent(id)}`);
}
