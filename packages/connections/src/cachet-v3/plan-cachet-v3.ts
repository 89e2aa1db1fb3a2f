import type { PlannedRequest } from "../connection-kind.ts";
import { cachetMetaKey, cachetOutage, cachetStatus } from "../shared/cachet.ts";
import { joinUrl } from "../shared/common-config.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { PostCalls } from "../shared/plan-post-step.ts";
import { componentThere, isIdentified, type Outage, postText, postTitle } from "../shared/status-post.ts";
import type { CachetV3Config } from "./cachet-v3-config.ts";

const nameCharactersMax = 255;
export const perPage = 100;

export function apiUrl(config: CachetV3Config, path: string): string {
  return joinUrl(config.baseUrl, `/api${path}`);
}

/** The list of posts that carry a reference in their metadata. */
export function listRequest(config: CachetV3Config, reference: string): PlannedRequest {
  const filter = { [`filter[meta][${cachetMetaKey}]`]: reference, include: "meta" };
  const search = new URLSearchParams({ ...filter, sort: "id", per_page: String(perPage) });
  return jsonRequest("GET", apiUrl(config, `/incidents?${search}`));
}

/** An update carries the status, which becomes that of the incident. A component is out only while an incident holds it so:
 *  none sets it back. */
export const cachetV3Calls: PostCalls<CachetV3Config> = {
  ids: /^[1-9]\d{0,17}$/,
  create: ({ config, scope }, reference, { outage }) =>
    jsonRequest("POST", apiUrl(config, "/incidents"), {
      name: postTitle(scope, nameCharactersMax),
      message: postText("create", scope),
      status: cachetStatus.investigating,
      // Without it only who is signed in sees the post.
      visible: true,
      notifications: config.quiet !== true,
      ...componentAs(outage, config, scope),
      meta: { [cachetMetaKey]: reference },
    }),
  find: listRequest,
  read: ({ config }, id) => jsonRequest("GET", apiUrl(config, `/incidents/${id}`)),
  update: ({ config, scope }, id) =>
    say(config, id, {
      status: isIdentified(scope) ? cachetStatus.identified : cachetStatus.investigating,
      message: postText("update", scope),
    }),
  close: ({ config, scope }, id) => say(config, id, { status: cachetStatus.fixed, message: postText("close", scope) }),
};

function say(config: CachetV3Config, id: string, update: object): PlannedRequest {
  return jsonRequest("POST", apiUrl(config, `/incidents/${id}/updates`), update);
}

function componentAs(outage: Outage, config: CachetV3Config, scope: Readonly<Record<string, unknown>>) {
  const id = componentThere(scope, config.components);
  const status = outage === "under_maintenance" ? 6 : cachetOutage[outage];
  return id === null ? {} : { component_id: Number(id), component_status: status };
}
