import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import { type FieldRule, judgeFields } from "./judge-fields.ts";
import type { PostImitation } from "./post-imitation.ts";

// Written from https://github.com/cachethq/core (main, August 2026): routes/api.php, src/Http/Controllers/Api,
// src/Data/Requests/Incident, src/Http/Resources/Incident.php and tests/Feature/Api.

interface CachetIncident {
  id: number;
  guid: string;
  name: string;
  message: string;
  status: number;
  visible: boolean;
  meta: Record<string, unknown>;
  /** Its component and how it is while the incident is open. */
  impact: [id: number, status: number] | null;
  updates: string[];
}

const token = "3|Zc0kQ8cJ1nXj5rT7uW9yB2dF4hK6mP8s";

/** What a connection to the imitation needs. */
export const cachetV3Access = { token, component: 3 };

const incidentFields: Readonly<Record<string, FieldRule>> = {
  name: "text",
  message: "text",
  visible: "flag",
  stickied: "flag",
  notifications: "flag",
  meta: "object",
};

/** @param options.keepsMeta false: as before July 2026, where metadata is dropped and can't be asked for. */
export async function startCachetV3(options: { keepsMeta?: boolean } = {}): Promise<PostImitation> {
  const { keepsMeta = true } = options;
  const components = [3];
  let incidents: CachetIncident[] = [];
  let last = 11;

  const show = ({ id, guid, name, message, status, visible, meta }: CachetIncident, withMeta = false) => ({
    id: String(id),
    type: "incidents",
    attributes: {
      id,
      guid,
      name,
      message,
      visible: visible ? 1 : 0,
      ...(withMeta ? { meta } : {}),
      status: { human: "Investigating", value: status },
    },
  });

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    const path = call.path.replace(/^\/api(?=\/)/, "");
    if (path === call.path) return error(404, "Not Found");
    const isOpen = call.method === "GET" && !path.startsWith("/subscribers");
    if (call.headers.authorization !== `Bearer ${token}` && !isOpen) return error(401, "Unauthenticated.");
    // The key may manage incidents and their updates, and nothing else.
    if (path === "/subscribers") return error(403, "Invalid ability provided.");
    if (call.method === "GET" && path === "/components") {
      return { status: 200, body: { data: components.map((id) => ({ id: String(id), type: "components" })) } };
    }
    if (call.method === "GET" && path === "/incidents") return list(call);
    if (call.method === "POST" && path === "/incidents") return create(call.json);
    const [, id, tail] = /^\/incidents\/(\d+)(\/updates)?$/.exec(path) ?? [];
    const incident = incidents.find((one) => one.id === Number(id));
    if (incident === undefined) return error(404, "No query results for model [Incident].");
    if (call.method === "GET" && tail === undefined) return { status: 200, body: { data: show(incident) } };
    return call.method === "POST" && tail !== undefined ? update(incident, call.json) : error(405, "Not allowed.");
  };

  const list = ({ query }: ImitatedCall): ImitatedAnswer => {
    const filters = [...query.keys()].filter((key) => key.startsWith("filter["));
    if (!keepsMeta && filters.some((key) => key.startsWith("filter[meta]"))) {
      return error(400, "Requested filter(s) `meta` are not allowed.");
    }
    const found = incidents.filter((incident) =>
      filters.every((key) => incident.meta[/^filter\[meta\]\[(.+)\]$/.exec(key)?.[1] ?? ""] === query.get(key)),
    );
    const perPage = Math.min(Number(query.get("per_page") ?? 15), 100);
    const sorted = query.get("sort") === "id" ? found : found.toReversed();
    const data = sorted.slice(0, perPage).map((incident) => show(incident, query.get("include") === "meta"));
    return { status: 200, body: { data, links: {}, meta: { per_page: perPage } } };
  };

  const create = (body: unknown): ImitatedAnswer => {
    const { status, component_id, component_status, ...rest } = { ...(body as Record<string, unknown>) };
    const problem =
      judgeFields(rest, incidentFields, ["name", "message"]) ??
      judgeStatus(status) ??
      judgeComponent(component_id, component_status);
    if (problem !== null) return error(422, problem);
    const {
      name,
      message,
      visible = false,
      meta = {},
    } = rest as { name: string; message: string; visible?: boolean; meta?: object };
    last += 1;
    const incident: CachetIncident = {
      id: last,
      guid: `01985f9c-0000-7000-8000-${String(last).padStart(12, "0")}`,
      name,
      message,
      visible,
      status: Number(status),
      meta: keepsMeta ? { ...meta } : {},
      impact: component_id === undefined ? null : [Number(component_id), Number(component_status)],
      updates: [],
    };
    incidents.push(incident);
    return { status: 201, body: { data: show(incident) } };
  };

  const update = (incident: CachetIncident, body: unknown): ImitatedAnswer => {
    const { status, ...rest } = { ...(body as Record<string, unknown>) };
    const problem = judgeFields(rest, { message: "text" }, ["message"]) ?? judgeStatus(status);
    if (problem !== null) return error(422, problem);
    incident.updates.push(String(rest.message));
    incident.status = Number(status);
    const attributes = { id: incident.updates.length, message: rest.message, status: { value: status } };
    return { status: 201, body: { data: { id: String(incident.updates.length), type: "updates", attributes } } };
  };

  const judgeComponent = (id: unknown, status: unknown): string | null => {
    if (id === undefined && status === undefined) return null;
    if (typeof id !== "number" || !components.includes(id)) return "The selected component id is invalid.";
    return typeof status === "number" && status >= 1 && status <= 6 ? null : "The component status is invalid.";
  };

  const imitation = await startImitation({
    answer,
    keep: () => {
      const kept = structuredClone(incidents);
      return () => {
        incidents = kept;
      };
    },
  });
  const byId = (id: string) => incidents.find((one) => String(one.id) === id)!;
  return {
    ...imitation,
    // What is not visible to guests is no post.
    posts: () =>
      incidents
        .filter(({ visible }) => visible)
        .map(({ id, name, message, status, updates }) => ({
          id: String(id),
          title: name,
          isResolved: status === 4,
          said: [message, ...updates],
        })),
    shows(id) {
      const open = incidents.filter(
        ({ status, visible, impact }) => status !== 4 && visible && impact?.[0] === Number(id),
      );
      return String(Math.max(1, ...open.map(({ impact }) => impact![1])));
    },
    double(id) {
      last += 1;
      incidents.push({ ...structuredClone(byId(id)), id: last });
    },
    updateByHand(id) {
      byId(id).status = 2;
      byId(id).updates.push("Found by hand.");
    },
    resolveByHand(id) {
      byId(id).status = 4;
    },
    remove(id) {
      incidents = incidents.filter((one) => String(one.id) !== id);
    },
  };
}

function judgeStatus(status: unknown): string | null {
  return typeof status === "number" && status >= 0 && status <= 4 ? null : "The selected status is invalid.";
}

function error(status: number, message: string): ImitatedAnswer {
  return { status, body: { message } };
}
