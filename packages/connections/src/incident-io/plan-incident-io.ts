import type { PlannedRequest } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { cutText } from "../shared/cut-text.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { PostCalls } from "../shared/plan-post-step.ts";
import { componentThere, isIdentified, type Outage, postText, postTitle } from "../shared/status-post.ts";
import { type IncidentIoConfig, serviceAddress } from "./incident-io-config.ts";

const nameCharactersMax = 200;
/** The limit is one of characters; text within so many bytes is within it. */
const messageBytesMax = 4_096;

export function apiUrl(config: IncidentIoConfig, path: string): string {
  return joinUrl(config.baseUrl ?? serviceAddress, `/v2${path}`);
}

const componentStatus: Record<Outage, string> = {
  operational: "operational",
  under_maintenance: "under_maintenance",
  degraded_performance: "degraded_performance",
  partial_outage: "partial_outage",
  major_outage: "full_outage",
};

/** The same `idempotency_key` twice makes one post. An update has none. */
export const incidentIoCalls: PostCalls<IncidentIoConfig> = {
  ids: /^[A-Za-z0-9]{1,64}$/,
  create({ config, scope, idempotencyKey }, _reference, { outage }) {
    const id = componentThere(scope, config.components);
    return jsonRequest("POST", apiUrl(config, "/status_page_incidents"), {
      idempotency_key: idempotencyKey,
      status_page_id: config.page,
      name: postTitle(scope, nameCharactersMax),
      message: cutText(postText("create", scope), messageBytesMax),
      incident_status: "investigating",
      notify_subscribers: config.quiet !== true,
      ...(id === null ? {} : { component_statuses: [{ component_id: id, component_status: componentStatus[outage] }] }),
    });
  },
  read: ({ config }, id) => jsonRequest("GET", apiUrl(config, `/status_page_incidents/${id}`)),
  update: ({ config, scope }, id) =>
    say(config, id, isIdentified(scope) ? "identified" : null, postText("update", scope)),
  // The components are set back by it: to name their status here is refused.
  close: ({ config, scope }, id) => say(config, id, "resolved", postText("close", scope)),
};

/** @param status null: it stays what it is, whoever set it. */
function say(config: IncidentIoConfig, id: string, status: string | null, text: string): PlannedRequest {
  return jsonRequest("POST", apiUrl(config, "/status_page_incident_updates"), {
    status_page_incident_id: id,
    ...(status === null ? {} : { incident_status: status }),
    message: cutText(text, messageBytesMax),
    notify_subscribers: config.quiet !== true,
  });
}
