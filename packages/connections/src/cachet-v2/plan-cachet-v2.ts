import { cachetMetaKey, cachetOutage, cachetStatus } from "../shared/cachet.ts";
import { joinUrl } from "../shared/common-config.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { PostCalls } from "../shared/plan-post-step.ts";
import { componentThere, isIdentified, type Outage, postText, postTitle } from "../shared/status-post.ts";
import type { CachetV2Config } from "./cachet-v2-config.ts";

const nameCharactersMax = 255;
export const perPage = 100;

export function apiUrl(config: CachetV2Config, path: string): string {
  return joinUrl(config.baseUrl, `/api/v1${path}`);
}

/** An update is a post of its own and carries the status: Cachet takes the latest update's for that of the incident, so that
 *  the text of a close is one, too. It can't set the component: that is done by the change of the incident after it. */
export const cachetV2Calls: PostCalls<CachetV2Config> = {
  ids: /^[1-9]\d{0,17}$/,
  create: ({ config, scope }, reference, { outage }) =>
    jsonRequest("POST", apiUrl(config, "/incidents"), {
      name: postTitle(scope, nameCharactersMax),
      message: postText("create", scope),
      status: cachetStatus.investigating,
      visible: 1,
      notify: config.quiet !== true,
      ...componentAs(outage, config, scope),
      meta: { [cachetMetaKey]: reference },
    }),
  // The latest, whatever their status: it can't be asked for by metadata, and what may just have been posted is among them.
  find(config) {
    const search = new URLSearchParams({ sort: "id", order: "desc", per_page: String(perPage) });
    return jsonRequest("GET", apiUrl(config, `/incidents?${search}`));
  },
  read: ({ config }, id) => jsonRequest("GET", apiUrl(config, `/incidents/${id}`)),
  update({ config, scope, isClosing }, id) {
    const status = isIdentified(scope) ? cachetStatus.identified : cachetStatus.investigating;
    return jsonRequest("POST", apiUrl(config, `/incidents/${id}/updates`), {
      status: isClosing ? cachetStatus.fixed : status,
      message: postText(isClosing ? "close" : "update", scope),
    });
  },
  close: ({ config, scope }, id) =>
    jsonRequest("PUT", apiUrl(config, `/incidents/${id}`), {
      status: cachetStatus.fixed,
      ...componentAs("operational", config, scope),
    }),
};

function componentAs(outage: Outage, config: CachetV2Config, scope: Readonly<Record<string, unknown>>) {
  const id = componentThere(scope, config.components);
  // Cachet 2 knows no maintenance of a component.
  const status = outage === "under_maintenance" ? cachetOutage.degraded_performance : cachetOutage[outage];
  return id === null ? {} : { component_id: Number(id), component_status: status };
}
