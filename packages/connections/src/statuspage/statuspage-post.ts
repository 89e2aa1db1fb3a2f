import type { PlannedRequest } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { cutText } from "../shared/cut-text.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { PostCalls } from "../shared/plan-post-step.ts";
import { componentThere, isIdentified, type Outage, postText, postTitle } from "../shared/status-post.ts";
import { type StatuspageConfig, serviceAddress } from "./statuspage-config.ts";

const nameCharactersMax = 255;
const bodyBytesMax = 25_000;
export const perPage = 100;

export function pageUrl(config: StatuspageConfig, path: string): string {
  return joinUrl(config.baseUrl ?? serviceAddress, `/pages/${config.page}${path}`);
}

/** Our reference stands in the post's metadata, which customers don't see. */
export const statuspageCalls: PostCalls<StatuspageConfig> = {
  ids: /^[A-Za-z0-9]{1,64}$/,
  create: ({ config, scope }, reference, { outage, impact }) =>
    send("POST", config, "/incidents", {
      name: postTitle(scope, nameCharactersMax),
      status: "investigating",
      body: cut(postText("create", scope)),
      ...(impact === null ? {} : { impact_override: impact }),
      ...componentAs(outage, config, scope),
      metadata: { signalbox: { reference } },
      ...notify(config),
    }),
  find: (config) => jsonRequest("GET", pageUrl(config, `/incidents/unresolved?per_page=${perPage}`)),
  read: ({ config }, id) => jsonRequest("GET", pageUrl(config, `/incidents/${id}`)),
  update: ({ config, scope }, id) =>
    send("PATCH", config, `/incidents/${id}`, {
      // Without a status it stays what it is, whoever set it.
      ...(isIdentified(scope) ? { status: "identified" } : {}),
      body: cut(postText("update", scope)),
      ...notify(config),
    }),
  close: ({ config, scope }, id) =>
    send("PATCH", config, `/incidents/${id}`, {
      status: "resolved",
      body: cut(postText("close", scope)),
      ...componentAs("operational", config, scope),
      ...notify(config),
    }),
};

function send(method: "POST" | "PATCH", config: StatuspageConfig, path: string, incident: object): PlannedRequest {
  return jsonRequest(method, pageUrl(config, path), { incident });
}

function componentAs(outage: Outage, config: StatuspageConfig, scope: Readonly<Record<string, unknown>>) {
  const id = componentThere(scope, config.components);
  return id === null ? {} : { component_ids: [id], components: { [id]: outage } };
}

function notify(config: StatuspageConfig) {
  return { deliver_notifications: config.quiet !== true };
}

function cut(text: string): string {
  return cutText(text, bodyBytesMax);
}
