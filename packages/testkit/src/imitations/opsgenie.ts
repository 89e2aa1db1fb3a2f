import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";
import { judgeFields } from "./judge-fields.ts";

interface OpsgenieAlert {
  id: string;
  alias: string;
  message: string;
  priority: string;
  status: "open" | "closed";
  /** How often it was created while it was open. */
  count: number;
  note: string;
  acknowledgedBy: string | null;
}

export interface OpsgenieImitation extends Imitation {
  alerts(): readonly OpsgenieAlert[];
  acknowledge(alias: string, by: string): void;
  /** While false, requests are answered 202 and come to nothing. */
  carryOut(isOn: boolean): void;
}

const alertFields = {
  message: "text",
  alias: "text",
  description: "text",
  tags: "texts",
  actions: "texts",
  details: "object",
  entity: "text",
  priority: ["P1", "P2", "P3", "P4", "P5"],
  source: "text",
  user: "text",
  note: "text",
} as const;
const limits = { message: 130, alias: 512, description: 15_000, entity: 512, source: 100, note: 25_000 };

/** Opsgenie as https://github.com/opsgenie/opsgenie-python-sdk/blob/master/opsgenie-oas.json and
 *  https://docs.opsgenie.com/docs/alert-api and …/who-is-on-call-api describe it: changes are taken with 202 and a requestId
 *  and carried out later; at most one open alert has an alias; errors as `{message, took, requestId}`. */
export async function startOpsgenie(options: { apiKey: string }): Promise<OpsgenieImitation> {
  let alerts: OpsgenieAlert[] = [];
  let isCarriedOut = true;
  const latest = (alias: string) => alerts.findLast((one) => one.alias === alias);
  const open = (alias: string) => alerts.find((one) => one.alias === alias && one.status === "open");

  function reply(call: ImitatedCall): ImitatedAnswer {
    if (call.headers.authorization !== `GenieKey ${options.apiKey}`) return error(401, "Could not authenticate");
    const [version, resource, name, deed, ...more] = call.path.split("/").slice(1).map(decodeURIComponent);
    if (version !== "v2" || more.length > 0) return error(404, "Not Found");
    if (resource === "schedules" && call.method === "GET" && deed === "on-calls") return onCalls(call, name ?? "");
    if (resource !== "alerts") return error(404, "Not Found");
    if (name === undefined) {
      return call.method === "POST" ? create(call.json) : { status: 200, body: answered(alerts.map(shown)) };
    }
    if (call.query.get("identifierType") !== "alias") return error(422, "Identifier is not valid");
    if (call.method === "POST" && deed === "close") return close(name, call.json);
    const found = call.method === "GET" && deed === undefined ? latest(name) : undefined;
    if (found === undefined) return error(404, `Alert with [alias = ${name}] does not exist`);
    return { status: 200, body: answered(shown(found)) };
  }

  function create(body: unknown): ImitatedAnswer {
    const { responders = [], ...rest } = { ...(body as object) } as Record<string, unknown>;
    const isResponder = (one: unknown) => judgeFields(one, { type: ["team"], name: "text" }, ["type", "name"]) === null;
    const problem =
      judgeFields(rest, alertFields, ["message"]) ??
      tooLong(rest) ??
      (Array.isArray(responders) && responders.every(isResponder) ? null : "responders is not valid");
    if (problem !== null) return error(422, `Request body is not processable: ${problem}`);
    const { message = "", alias = "", priority = "P3", note = "" } = rest as Record<string, string>;
    const found = open(alias);
    if (isCarriedOut && found !== undefined) found.count += 1;
    else if (isCarriedOut) {
      const id = `70413a06-38d6-4c85-92b8-5ebc900d42e${alerts.length}`;
      alerts.push({ id, alias, message, priority, status: "open", count: 1, note, acknowledgedBy: null });
    }
    return accepted();
  }

  function close(alias: string, body: unknown): ImitatedAnswer {
    const problem = judgeFields(body, { user: "text", source: "text", note: "text" }, []);
    if (problem !== null) return error(422, `Request body is not processable: ${problem}`);
    const found = open(alias);
    if (isCarriedOut && found !== undefined) {
      Object.assign(found, { status: "closed", note: (body as { note?: string }).note ?? "" });
    }
    return accepted();
  }

  const imitation = await startImitation({
    answer: reply,
    keep: () => {
      const kept = structuredClone(alerts);
      return () => {
        alerts = kept;
      };
    },
  });
  return {
    ...imitation,
    alerts: () => alerts,
    acknowledge(alias, by) {
      const found = open(alias);
      if (found !== undefined) found.acknowledgedBy = by;
    },
    carryOut(isOn) {
      isCarriedOut = isOn;
    },
  };
}

function onCalls(call: ImitatedCall, name: string): ImitatedAnswer {
  if (name !== "Payments" || call.query.get("scheduleIdentifierType") !== "name") {
    return error(404, "No schedule exists with given identifier");
  }
  const schedule = { id: "d875e63b-9b4e-4219-a803-0c26936d18de", name, enabled: true };
  const flat = { onCallRecipients: ["ada@example.test"] };
  const long = { onCallParticipants: [{ id: "c569c016", name: "ada@example.test", type: "user" }] };
  return { status: 200, body: answered({ _parent: schedule, ...(call.query.get("flat") === "true" ? flat : long) }) };
}

function shown({ acknowledgedBy, ...alert }: OpsgenieAlert) {
  const report = acknowledgedBy === null ? {} : { acknowledgedBy, ackTime: 15_702 };
  return { ...alert, tinyId: "1791", acknowledged: acknowledgedBy !== null, owner: acknowledgedBy ?? "", report };
}

function tooLong(alert: Record<string, unknown>): string | null {
  const wrong = Object.entries(limits).find(([name, max]) => [...String(alert[name] ?? "")].length > max);
  return wrong === undefined ? null : `${wrong[0]} is longer than ${wrong[1]}`;
}

const requestId = "43a29c5c-3dbf-4fa4-9c26-f4f71023e120";

function answered(data: unknown) {
  return { data, took: 0.1, requestId };
}

function accepted(): ImitatedAnswer {
  return { status: 202, body: { result: "Request will be processed", took: 0.302, requestId } };
}

function error(status: number, message: string): ImitatedAnswer {
  return { status, body: { message, took: 0.001, requestId } };
}
