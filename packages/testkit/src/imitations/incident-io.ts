import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import { type FieldRule, judgeFields } from "./judge-fields.ts";
import type { PostImitation } from "./post-imitation.ts";

// Written from https://docs.incident.io/api-reference/status-pages-v2 (createstatuspageincident,
// createstatuspageincidentupdate, showstatuspageincident) and https://docs.incident.io/api-reference/introduction.

interface IncidentIoPost {
  id: string;
  key: string;
  name: string;
  incident_status: string;
  component_impacts: { component_id: string; component_status: string }[];
  updates: { message: string; incident_status: string }[];
}

const apiKey = "inc_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const page = "01FCNDV6P870EA6S7TK1DSYDG0";
const component = "01FCNDV6P870EA6S7TK1DSYDG2";

/** What a connection to the imitation needs. */
export const incidentIoAccess = { apiKey, page, component };

const statuses = ["investigating", "identified", "monitoring", "resolved"] as const;
const componentStatuses = ["operational", "under_maintenance", "degraded_performance", "partial_outage", "full_outage"];
const createFields: Readonly<Record<string, FieldRule>> = {
  idempotency_key: "text",
  incident_status: statuses,
  message: "text",
  name: "text",
  notify_subscribers: "flag",
  status_page_id: "text",
};
const updateFields: Readonly<Record<string, FieldRule>> = {
  incident_status: statuses,
  message: "text",
  notify_subscribers: "flag",
  status_page_incident_id: "text",
};

export async function startIncidentIo(): Promise<PostImitation> {
  let posts: IncidentIoPost[] = [];
  let last = 0;

  const show = ({ key: _key, ...post }: IncidentIoPost): ImitatedAnswer["body"] => ({
    status_page_incident: { ...post, status_page_id: page, published_at: "2021-08-17T13:28:57.801578Z" },
  });

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    if (call.headers.authorization !== `Bearer ${apiKey}`) {
      return error(401, "authentication_error", "invalid_authorization_material", "The API key is not known");
    }
    if (call.method === "GET" && call.path === "/v2/status_pages") {
      return { status: 200, body: { status_pages: [{ id: page, name: "Acme status" }], pagination_meta: {} } };
    }
    if (call.method === "GET" && call.path === `/v2/status_page_structures/${page}`) {
      const items = [{ component: { component_id: component, name: "Website" } }];
      return { status: 200, body: { status_page_structure: { items } } };
    }
    if (call.method === "POST" && call.path === "/v2/status_page_incidents") return create(call.json);
    if (call.method === "POST" && call.path === "/v2/status_page_incident_updates") return update(call.json);
    const post = posts.find((one) => call.path === `/v2/status_page_incidents/${one.id}`);
    if (call.method !== "GET" || post === undefined) return error(404, "not_found", "not_found", "Not found");
    return { status: 200, body: show(post) };
  };

  const create = (body: unknown): ImitatedAnswer => {
    const { component_statuses = [], ...rest } = { ...(body as Record<string, unknown>) };
    const problem =
      judgeFields(rest, createFields, Object.keys(createFields)) ??
      (String(rest.message).length > 4_096 ? "message is too long" : null) ??
      (String(rest.name).length > 200 ? "name is too long" : null) ??
      (rest.status_page_id === page ? null : "status_page_id is unknown") ??
      judgeComponents(component_statuses);
    if (problem !== null) return error(422, "validation_error", "invalid_value", problem);
    const known = posts.find(({ key }) => key === rest.idempotency_key);
    if (known !== undefined) return { status: 201, body: show(known) };
    last += 1;
    const post: IncidentIoPost = {
      id: `01HZZZ6P870EA6S7TK1DSY${String(last).padStart(4, "0")}`,
      key: String(rest.idempotency_key),
      name: String(rest.name),
      incident_status: String(rest.incident_status),
      component_impacts: component_statuses as IncidentIoPost["component_impacts"],
      updates: [{ message: String(rest.message), incident_status: String(rest.incident_status) }],
    };
    posts.push(post);
    return { status: 201, body: show(post) };
  };

  const update = (body: unknown): ImitatedAnswer => {
    const { component_statuses, ...rest } = { ...(body as Record<string, unknown>) };
    const problem =
      judgeFields(rest, updateFields, ["message", "notify_subscribers", "status_page_incident_id"]) ??
      (component_statuses !== undefined && rest.incident_status === "resolved"
        ? "component_statuses must not be set when resolving"
        : judgeComponents(component_statuses ?? []));
    if (problem !== null) return error(422, "validation_error", "invalid_value", problem);
    const post = posts.find(({ id }) => id === rest.status_page_incident_id);
    if (post === undefined) return error(404, "not_found", "not_found", "Not found");
    post.incident_status = String(rest.incident_status ?? post.incident_status);
    post.updates.push({ message: String(rest.message), incident_status: post.incident_status });
    const made = { id: `${post.id}U`, status_page_incident_id: post.id, incident_status: post.incident_status };
    return { status: 201, body: { status_page_incident_update: made } };
  };

  const imitation = await startImitation({
    answer,
    keep: () => {
      const kept = structuredClone(posts);
      return () => {
        posts = kept;
      };
    },
  });
  const byId = (id: string) => posts.find((one) => one.id === id)!;
  return {
    ...imitation,
    posts: () =>
      posts.map(({ id, name, incident_status, updates }) => ({
        id,
        title: name,
        isResolved: incident_status === "resolved",
        said: updates.map(({ message }) => message),
      })),
    shows(id) {
      const open = posts.filter(({ incident_status }) => incident_status !== "resolved");
      const impacts = open.flatMap((post) => post.component_impacts.filter((one) => one.component_id === id));
      return impacts.at(-1)?.component_status ?? "operational";
    },
    double(id) {
      last += 1;
      posts.push({ ...structuredClone(byId(id)), id: `01HZZZ6P870EA6S7TK1DSY${String(last).padStart(4, "0")}` });
    },
    updateByHand(id) {
      byId(id).incident_status = "identified";
      byId(id).updates.push({ message: "Found by hand.", incident_status: "identified" });
    },
    resolveByHand(id) {
      byId(id).incident_status = "resolved";
    },
    remove(id) {
      posts = posts.filter((one) => one.id !== id);
    },
  };
}

function judgeComponents(list: unknown): string | null {
  if (!Array.isArray(list)) return "component_statuses is no list";
  for (const one of list) {
    const fields = { component_id: "text", component_status: componentStatuses } as const;
    const problem = judgeFields(one, fields, ["component_id", "component_status"]);
    if (problem !== null) return problem;
    if (one.component_id !== component) return `component ${one.component_id} is unknown`;
  }
  return null;
}

function error(status: number, type: string, code: string, message: string): ImitatedAnswer {
  return { status, body: { type, status, request_id: "631766c4-4afd", errors: [{ code, message }] } };
}
