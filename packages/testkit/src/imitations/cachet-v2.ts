import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import { type FieldRule, judgeFields } from "./judge-fields.ts";
import type { PostImitation } from "./post-imitation.ts";

// Written from https://github.com/cachethq/cachet/tree/v2.4.1: tests/Api, app/Http/Controllers/Api,
// app/Bus/Handlers/Commands and app/Presenters/IncidentPresenter.php; statuses from https://docs.cachethq.io (2.x).

interface CachetIncident {
  id: number;
  name: string;
  message: string;
  status: number;
  stickied: boolean;
  meta: Record<string, unknown>;
  updates: { id: number; status: number; message: string }[];
}

const token = "9yMHsdioQosnyVK4iCVR";

/** What a connection to the imitation needs. */
export const cachetV2Access = { token, component: 3 };

const incidentFields: Readonly<Record<string, FieldRule>> = {
  name: "text",
  message: "text",
  notify: "flag",
  stickied: "flag",
  meta: "object",
};

/** @param options.keepsMeta false: as before 2.4, where metadata is dropped without a word. */
export async function startCachetV2(options: { keepsMeta?: boolean } = {}): Promise<PostImitation> {
  const { keepsMeta = true } = options;
  let incidents: CachetIncident[] = [];
  let components = new Map([[3, 1]]);
  let last = 0;

  const isResolved = ({ status, updates }: CachetIncident) => (updates.at(-1)?.status ?? status) === 4;
  const show = ({ updates, ...incident }: CachetIncident) => ({
    ...incident,
    meta: keepsMeta ? incident.meta : undefined,
    updates: updates.toReversed(),
    visible: 1,
    is_resolved: isResolved({ ...incident, updates }),
    latest_status: updates.at(-1)?.status ?? incident.status,
    permalink: `http://status.example.test/incidents/${incident.id}`,
  });

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    const isKnown = call.headers["x-cachet-token"] === token;
    const path = call.path.replace(/^\/api\/v1(?=\/)/, "");
    if (path === call.path) return error(404, "Not Found");
    // What is read is open to all: a wrong token is taken no notice of.
    const isOpen = call.method === "GET" && !path.startsWith("/subscribers");
    if (!isKnown && !isOpen) return error(401, "Unauthorized");
    if (call.method === "GET" && path === "/subscribers") return list([], call);
    if (call.method === "GET" && path === "/components") {
      return list(
        [...components].map(([id, status]) => ({ id, name: "Checkout", status })),
        call,
      );
    }
    if (call.method === "GET" && path === "/incidents") return list(search(call), call);
    if (call.method === "POST" && path === "/incidents") return create(call.json);
    const [, id, tail] = /^\/incidents\/(\d+)(\/updates)?$/.exec(path) ?? [];
    const incident = incidents.find((one) => one.id === Number(id));
    if (incident === undefined) return error(404, "Not Found");
    if (call.method === "GET" && tail === undefined) return item(show(incident));
    if (call.method === "PUT" && tail === undefined) return change(incident, call.json);
    return call.method === "POST" && tail !== undefined
      ? update(incident, call.json)
      : error(405, "Method Not Allowed");
  };

  const search = (call: ImitatedCall) => {
    const isDown = call.query.get("sort") === "id" && call.query.get("order") === "desc";
    return (isDown ? incidents.toReversed() : incidents).map(show);
  };

  const create = (body: unknown): ImitatedAnswer => {
    const { status, visible, component_id, component_status, ...rest } = { ...(body as Record<string, unknown>) };
    const problem =
      judgeFields(rest, incidentFields, ["name", "message"]) ??
      judgeStatus(status, 0) ??
      (visible === 1 || visible === true ? null : "visible is wrong") ??
      judgeComponent(component_id, component_status);
    if (problem !== null) return error(400, "Bad Request", problem);
    const { name, message, meta = {} } = rest as Record<string, string> & { meta?: Record<string, unknown> };
    last += 1;
    const incident = {
      id: last,
      name: name!,
      message: message!,
      status: Number(status),
      stickied: false,
      meta,
      updates: [],
    };
    incidents.push(incident);
    if (component_id !== undefined) components.set(Number(component_id), Number(component_status));
    return item(show(incident));
  };

  // A change of the incident itself: what is left out stays, but the pin is taken away. It is no update.
  const change = (incident: CachetIncident, body: unknown): ImitatedAnswer => {
    const { status, component_id, component_status, ...rest } = { ...(body as Record<string, unknown>) };
    const problem =
      judgeFields(rest, incidentFields, []) ?? judgeStatus(status, 0) ?? judgeComponent(component_id, component_status);
    if (problem !== null) return error(400, "Bad Request", problem);
    incident.status = Number(status);
    incident.stickied = false;
    if (component_id !== undefined) components.set(Number(component_id), Number(component_status));
    return item(show(incident));
  };

  // An update sets the status of the incident, and takes no notice of a component.
  const update = (incident: CachetIncident, body: unknown): ImitatedAnswer => {
    const { status, ...rest } = { ...(body as Record<string, unknown>) };
    const problem = judgeFields(rest, { message: "text" }, ["message"]) ?? judgeStatus(status, 1);
    if (problem !== null) return error(400, "Bad Request", problem);
    const made = { id: incident.updates.length + 1, status: Number(status), message: String(rest.message) };
    incident.updates.push(made);
    incident.status = made.status;
    return item({ ...made, incident_id: incident.id });
  };

  const judgeComponent = (id: unknown, status: unknown): string | null => {
    if (id === undefined && status === undefined) return null;
    if (typeof id !== "number" || !components.has(id)) return "component_id is unknown";
    return typeof status === "number" && status >= 0 && status <= 4 ? null : "component_status is wrong";
  };

  const imitation = await startImitation({
    answer,
    keep: () => {
      const [keptIncidents, keptComponents] = [structuredClone(incidents), new Map(components)];
      return () => {
        [incidents, components] = [keptIncidents, keptComponents];
      };
    },
  });
  const byId = (id: string) => incidents.find((one) => String(one.id) === id)!;
  return {
    ...imitation,
    posts: () =>
      incidents.map((incident) => ({
        id: String(incident.id),
        title: incident.name,
        isResolved: isResolved(incident),
        said: [incident.message, ...incident.updates.map(({ message }) => message)],
      })),
    shows: (id) => String(components.get(Number(id))),
    double(id) {
      last += 1;
      incidents.push({ ...structuredClone(byId(id)), id: last });
    },
    updateByHand(id) {
      byId(id).updates.push({ id: 98, status: 2, message: "Found by hand." });
    },
    resolveByHand(id) {
      byId(id).updates.push({ id: 99, status: 4, message: "Fixed by hand." });
    },
    remove(id) {
      incidents = incidents.filter((one) => String(one.id) !== id);
    },
  };
}

function judgeStatus(status: unknown, least: number): string | null {
  return typeof status === "number" && status >= least && status <= 4 ? null : "status is wrong";
}

function item(data: unknown): ImitatedAnswer {
  return { status: 200, body: { data } };
}

function list(data: readonly unknown[], call: ImitatedCall): ImitatedAnswer {
  const perPage = Number(call.query.get("per_page") ?? 20);
  const shown = data.slice(0, perPage);
  const pagination = { total: data.length, count: shown.length, per_page: perPage, current_page: 1 };
  return { status: 200, body: { meta: { pagination }, data: shown } };
}

function error(status: number, title: string, detail = title): ImitatedAnswer {
  return { status, body: { errors: [{ id: "3c1b0f4e", status, title, detail }] } };
}
