import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";
import { judgeFields } from "./judge-fields.ts";

interface PagerDutyIncident {
  key: string;
  status: "triggered" | "acknowledged" | "resolved";
  /** How often it was triggered. */
  triggers: number;
  summary: string;
  acknowledger: string | null;
  /** Begun more than 30 days ago. */
  isOld: boolean;
}

export interface PagerDutyImitation extends Imitation {
  incidents(): readonly PagerDutyIncident[];
  /** While true, events are answered 202 and dropped, as in a maintenance window. */
  setMaintenance(isOn: boolean): void;
  acknowledge(key: string, by: string): void;
  /** Lets 30 days pass: lists show only what is younger, unless all dates are asked for. */
  age(key: string): void;
}

const eventFields = {
  payload: "object",
  routing_key: "text",
  event_action: ["trigger", "acknowledge", "resolve"],
  dedup_key: "text",
  client: "text",
  client_url: "text",
  links: "texts",
  images: "texts",
} as const;
const payloadFields = {
  summary: "text",
  timestamp: "text",
  severity: ["critical", "warning", "error", "info"],
  source: "text",
  component: "text",
  group: "text",
  class: "text",
  custom_details: "object",
} as const;

/** PagerDuty's Events API v2 as https://github.com/PagerDuty/api-schema/blob/main/reference/events-v2/openapiv3.json and
 *  https://developer.pagerduty.com/docs/ZG9jOjExMDI5NTgx-send-an-alert-event describe it (202, deduplication, 400 with
 *  `errors`, dropped resolves), and of its REST API what is read: `GET /incidents?incident_key=` and `GET /oncalls`. The list
 *  shows 30 days unless asked otherwise: https://community.pagerduty.com/ask-a-product-question-2/incidents-don-t-show-up-in-rest-api-176 */
export async function startPagerDuty(options: { routingKey: string; apiToken: string }): Promise<PagerDutyImitation> {
  let incidents: PagerDutyIncident[] = [];
  let isInMaintenance = false;
  const open = (key: string) => incidents.find((one) => one.key === key && one.status !== "resolved");
  const imitation = await startImitation({
    answer: (call) => (call.method === "POST" && call.path === "/v2/enqueue" ? enqueue(call.json) : rest(call)),
    keep: () => {
      const kept = structuredClone(incidents);
      return () => {
        incidents = kept;
      };
    },
  });

  function enqueue(body: unknown): ImitatedAnswer {
    const event = body as Record<string, string>;
    const { links, ...rest } =
      typeof body === "object" && body !== null ? ({ ...(body as object) } as Record<string, unknown>) : {};
    const errors = [
      judgeFields(rest, eventFields, ["routing_key", "event_action"]),
      links === undefined ||
      (Array.isArray(links) &&
        links.every((link) => judgeFields(link, { href: "text", text: "text" }, ["href"]) === null))
        ? null
        : "links is wrong",
      event.event_action === "trigger"
        ? judgeFields(rest.payload, payloadFields, ["summary", "severity", "source"])
        : null,
      event.event_action !== "trigger" && event.dedup_key === undefined ? "dedup_key is missing" : null,
      (event.routing_key ?? "").length === 32 ? null : "Length of 'routing_key' is incorrect (should be 32 characters)",
      (event.dedup_key ?? "").length > 255 ? "dedup_key is too long" : null,
      String((rest.payload as { summary?: string } | undefined)?.summary ?? "").length > 1_024
        ? "summary is too long"
        : null,
    ].filter((problem) => problem !== null);
    if (errors.length > 0)
      return { status: 400, body: { status: "invalid event", message: "Event object is invalid", errors } };
    // What becomes of a well-formed key that is nobody's is not documented: here the worse, it is taken without a word.
    if (event.routing_key === options.routingKey && !isInMaintenance) take(event as never);
    return { status: 202, body: { status: "success", message: "Event processed", dedup_key: event.dedup_key } };
  }

  function take(event: { event_action: string; dedup_key: string; payload?: { summary: string } }): void {
    const found = open(event.dedup_key);
    if (event.event_action === "trigger") {
      if (found !== undefined) found.triggers += 1;
      else {
        const summary = event.payload?.summary ?? "";
        incidents.push({
          key: event.dedup_key,
          status: "triggered",
          triggers: 1,
          summary,
          acknowledger: null,
          isOld: false,
        });
      }
    } else if (found !== undefined) found.status = event.event_action === "resolve" ? "resolved" : "acknowledged";
  }

  function rest(call: ImitatedCall): ImitatedAnswer {
    if (call.headers.authorization !== `Token token=${options.apiToken}`) return error(401, "Unauthorized");
    if (call.headers.accept !== "application/vnd.pagerduty+json;version=2") return error(400, "Wrong Accept header");
    if (call.method !== "GET") return error(404, "Not Found");
    if (call.path === "/oncalls") {
      const oncalls = [{ escalation_level: 1, user: { id: "PXPGF42", summary: "Ada", email: "ada@example.test" } }];
      return { status: 200, body: { oncalls, limit: 25, offset: 0, more: false, total: null } };
    }
    if (call.path !== "/incidents") return error(404, "Not Found");
    const isEveryDate = call.query.get("date_range") === "all";
    const found = incidents
      .filter(({ key, isOld }) => key === call.query.get("incident_key") && (isEveryDate || !isOld))
      .map(describe);
    return { status: 200, body: { incidents: found, limit: 25, offset: 0, more: false, total: null } };
  }

  return {
    ...imitation,
    incidents: () => incidents,
    setMaintenance: (isOn) => {
      isInMaintenance = isOn;
    },
    acknowledge(key, by) {
      const found = open(key);
      if (found !== undefined) Object.assign(found, { status: "acknowledged", acknowledger: by });
    },
    age(key) {
      const found = open(key);
      if (found !== undefined) found.isOld = true;
    },
  };
}

function describe({ key, status, summary, acknowledger }: PagerDutyIncident, index: number) {
  const at = "2026-11-02T09:00:00Z";
  const acknowledgements =
    acknowledger === null
      ? []
      : [{ at, acknowledger: { id: "PXPGF42", type: "user_reference", summary: acknowledger } }];
  return { id: `PT4KHL${index}`, type: "incident", incident_key: key, title: summary, status, acknowledgements };
}

function error(status: number, message: string): ImitatedAnswer {
  return { status, body: { error: { code: status, message } } };
}
