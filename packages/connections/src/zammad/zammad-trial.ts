import type { Answer, PlannedRequest, TestPlan, TestVerdict } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { readJson } from "../shared/read-answer.ts";
import { apiUrl, closedStateOf } from "./plan-zammad.ts";
import type { ZammadConfig } from "./zammad-config.ts";

/** Who we are and what we may do in which group, and the states. */
export function planZammadTest(config: ZammadConfig): TestPlan<PlannedRequest> {
  const get = (asks: string, path: string) => ({ asks, request: jsonRequest("GET", apiUrl(config, path)) });
  return {
    outcome: "planned",
    calls: [get("credentials", "/users/me?expand=true"), get("states", "/ticket_states?expand=true")],
  };
}

export function interpretZammadTest(answer: Answer, config: ZammadConfig, asks: string): TestVerdict {
  const refused = interpretTestStatus(answer, "no Zammad at this address");
  if (refused !== null) return refused;
  if (asks === "states") return judgeStates(answer, config);
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  const { login, groups } = read.body;
  if (typeof login !== "string") {
    return trouble("wrong-answer", "It answered, but not as Zammad does. Check the address.");
  }
  if (isObject(groups) && !mayWork(groups[config.group])) {
    const theirs = Object.keys(groups).join(", ") || "none";
    const sentence = `${login} may not open and change tickets in the group ${config.group}: give it full access to that group. Its groups are: ${theirs}.`;
    return trouble("rights", sentence);
  }
  return { verdict: "ok", sentence: `The token is that of ${login}.` };
}

function mayWork(access: unknown): boolean {
  const may = Array.isArray(access) ? access : [];
  return may.includes("full") || ["create", "read", "change"].every((one) => may.includes(one));
}

function judgeStates(answer: Answer, config: ZammadConfig): TestVerdict {
  const list = readJson(answer);
  if (!Array.isArray(list)) return trouble("wrong-answer", `The list of states gave ${describeAnswer(answer)}.`);
  const states = list.filter(isObject).filter(({ active }) => active !== false);
  const closing = states.filter(({ state_type }) => state_type === "closed").map(({ name }) => String(name));
  const wanted = closedStateOf(config);
  const state = states.find(({ name }) => name === wanted);
  const choose = `States that close are: ${closing.join(", ") || "none"}.`;
  if (state === undefined) return trouble("wrong-setting", `There is no state ${wanted} to close with. ${choose}`);
  // Older versions don't tell the type of a state.
  if (state.state_type !== undefined && state.state_type !== "closed") {
    return trouble("wrong-setting", `The state ${wanted} does not close a ticket. ${choose}`);
  }
  return { verdict: "ok", sentence: `The token is valid, and tickets are closed by the state ${wanted}.` };
}
