import type { PlanInput } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { PostCalls } from "../shared/plan-post-step.ts";
import { componentThere, isIdentified, type Outage, postText, postTitle } from "../shared/status-post.ts";
import { type InstatusConfig, serviceAddress } from "./instatus-config.ts";

const nameCharactersMax = 255;
export const perPage = 100;

export function apiUrl(config: InstatusConfig, path: string): string {
  return joinUrl(config.baseUrl ?? serviceAddress, path);
}

/** How our reference stands at the end of the first message: as a comment of Markdown, which the page does not show. */
export function commentMark(reference: string): string {
  return `[//]: # (${reference})`;
}

export const instatusCalls: PostCalls<InstatusConfig> = {
  ids: /^[A-Za-z0-9]{1,64}$/,
  create(input, reference, { outage }) {
    const { config, scope } = input;
    const started = isObject(scope.incident) ? scope.incident.openedAt : null;
    return jsonRequest("POST", incidentsUrl(config), {
      name: postTitle(scope, nameCharactersMax),
      message: `${postText("create", scope)}\n\n${commentMark(reference)}`,
      status: "INVESTIGATING",
      ...(typeof started === "string" ? { started } : {}),
      ...notify(config),
      ...componentsAs(outage, input),
    });
  },
  find(config) {
    const search = new URLSearchParams({ status: "INVESTIGATING,IDENTIFIED,MONITORING", per_page: String(perPage) });
    return jsonRequest("GET", incidentsUrl(config, `?${search}`));
  },
  read: ({ config }, id) => jsonRequest("GET", incidentsUrl(config, `/${id}`)),
  update(input, id) {
    const { config, scope } = input;
    return jsonRequest("POST", incidentsUrl(config, `/${id}/incident-updates`), {
      message: postText("update", scope),
      status: isIdentified(scope) ? "IDENTIFIED" : "INVESTIGATING",
      ...notify(config),
      ...componentsAs(null, input),
    });
  },
  close: (input, id) =>
    jsonRequest("POST", incidentsUrl(input.config, `/${id}/incident-updates`), {
      message: postText("close", input.scope),
      status: "RESOLVED",
      ...notify(input.config),
      ...componentsAs("operational", input),
    }),
};

function incidentsUrl(config: InstatusConfig, path = ""): string {
  return apiUrl(config, `/v1/${config.page}/incidents${path}`);
}

function notify(config: InstatusConfig) {
  return { notify: config.quiet !== true };
}

// Both must be given, and a status counts only for a component that is named beside it.
function componentsAs(outage: Outage | null, { config, scope }: PlanInput<InstatusConfig>) {
  const id = componentThere(scope, config.components);
  const statuses = id === null || outage === null ? [] : [{ id, status: outage.replaceAll("_", "").toUpperCase() }];
  return { components: id === null ? [] : [id], statuses };
}
